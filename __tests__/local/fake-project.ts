import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { checkTools } from "../../src/local/tools";
import { file, script, temporaryFolder } from "./support";

const SERVER = `
import http.server, json, os, sys, threading
class Handler(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(os.environ["EMULATOR_PID"], "w").write(str(os.getpid()))
if "--stop-with-stdin" in sys.argv:
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(json.dumps({"endpoint": "http://127.0.0.1:%d" % server.server_port, "pid": os.getpid()}), flush=True)
server.serve_forever()
`;
const MAIN = `
import { mkdirSync, writeFileSync } from "node:fs";
if (process.env.BAD_SETTINGS) throw process.stderr.write("staging.tfvars:3: no such region"), process.exit(1);
const stack = process.env.CDKTF_OUTDIR + "/stacks/staging";
mkdirSync(stack, { recursive: true });
const terraform = { required_providers: { aws: { source: "aws", version: "5.100.0" } } };
const metadata = { stackName: "staging" };
const template = { "//": { metadata }, terraform, provider: { aws: [{ region: "eu-west-1" }] } };
writeFileSync(stack + "/cdk.tf.json", JSON.stringify(template));
`;
const SUMMARY = `{"type":"change_summary","changes":{"add":1,"change":0,"remove":0,"operation":"plan"}}`;
const VPC = `{"address":"aws_vpc.planned","type":"aws_vpc","change":{"actions":["create"],"before":null,"after":{}}}`;
const TERRAFORM = `case "$1$APPLY$AGAIN" in
version*) echo '{"terraform_version": "1.11.4"}' ;;
apply*) if [ -n "$APPLY" ]; then eval "$APPLY"; else touch applied; fi ;;
plan*) if [ -e applied ]; then exit "\${AGAIN:-0}"; else echo '${SUMMARY}'; exit 2; fi ;;
output*) echo '{"url": {"value": "http://here", "sensitive": false}}' ;;
show*) if [ "$2" = -json ]; then echo '{"format_version":"1.2","resource_changes":[${VPC}]}'; exit "\${SHOW:-0}"; fi
  printf 'Terraform will perform:\\n\\n  # aws_vpc.main will be updated\\n      ~ cidr = "a" -> "b"\\n' ;;
esac`;

let python: string | undefined;

/**
 * A project whose synthesis, emulator and Terraform are scripts of a few lines, first on PATH.
 *
 * The variables BAD_SETTINGS, APPLY, AGAIN and SHOW make them fail; EMULATOR_PID names the file with the emulator's process.
 *
 * @returns its folder
 */
export async function fakeProject(): Promise<string> {
  python ??= (await checkTools()).python.executable;
  const root = temporaryFolder();
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
  file(join(root, "build/run.mjs"), MAIN);
  file(join(root, "package.json"), '{ "type": "module" }');
  file(join(root, "emulator/requirements.txt"), "# nothing\n");
  file(join(root, "emulator/langgraph_emulator/__main__.py"), SERVER);
  script(join(root, "bin/terraform"), TERRAFORM);
  const wrapper = `case "$1 $2" in
"-c "*) echo "{\\"version\\": \\"3.11.7\\", \\"executable\\": \\"$0\\", \\"missing\\": []}" ;;
"-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
"-m pip") ;;
*) exec ${python} "$@" ;;
esac`;
  script(join(root, "bin/python3"), wrapper);
  vi.stubEnv("PATH", `${join(root, "bin")}:${process.env.PATH}`);
  vi.stubEnv("EMULATOR_PID", join(root, "pid"));
  return root;
}
