import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Interrupted, LocalError } from "../../src/local/errors";
import { type JobOptions, type Kept, runJob } from "../../src/local/job";
import { takeLock } from "../../src/local/lock";
import { createProgress } from "../../src/local/progress";
import { checkTools } from "../../src/local/tools";
import { cancellation, failure, file, gone, isAlive, script, sink, temporaryFolder } from "./support";

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
writeFileSync(stack + "/cdk.tf.json", JSON.stringify({ terraform, provider: { aws: [{ region: "eu-west-1" }] } }));
`;
const SUMMARY = `{"type":"change_summary","changes":{"add":1,"change":0,"remove":0,"operation":"plan"}}`;
const TERRAFORM = `case "$1$APPLY$AGAIN" in
version*) echo '{"terraform_version": "1.11.4"}' ;;
apply*) if [ -n "$APPLY" ]; then eval "$APPLY"; else touch applied; fi ;;
plan*) if [ -e applied ]; then exit "\${AGAIN:-0}"; else echo '${SUMMARY}'; exit 2; fi ;;
output*) echo '{"url": {"value": "http://here", "sensitive": false}}' ;;
show*) printf 'Terraform will perform:\\n\\n  # aws_vpc.main will be updated\\n      ~ cidr = "a" -> "b"\\n' ;;
esac`;

let python: string;
let root: string;
const kept: Kept[] = [];

beforeEach(async () => {
  python ??= (await checkTools()).python.executable;
  root = temporaryFolder();
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
  file(join(root, "main.ts"), MAIN);
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
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const { emulator } of kept.splice(0)) if (isAlive(emulator.pid)) process.kill(emulator.pid, "SIGKILL");
});

const emulatorPid = (): number => Number(readFileSync(join(root, "pid"), "utf8"));

function job(options: Partial<JobOptions> = {}): { done: ReturnType<typeof runJob>; text: () => string } {
  const { stream, text } = sink();
  const progress = createProgress(stream, {});
  const defaults = {
    root,
    environment: "staging",
    planOnly: false,
    keep: false,
    cancel: cancellation(),
    progress,
  };
  return { done: runJob({ ...defaults, ...options }, (left) => kept.push(left)), text };
}

describe("runJob", () => {
  it("applies, plans again, and leaves no emulator behind", async () => {
    const { done, text } = job();
    const result = await done;
    expect(result.outputs).toEqual({ url: { value: "http://here", sensitive: false } });
    expect(text()).toContain("✔ Planning staging: 1 to add, 0 to change, 0 to destroy");
    expect(text()).toMatch(/✔ Planning again: No changes \(\d+s\)\n$/);
    await gone(emulatorPid());
    expect(kept).toEqual([]);
  });

  it("stops after the plan when that is all that is asked for", async () => {
    const { done, text } = job({ planOnly: true });
    expect((await done).outputs).toBeUndefined();
    expect(text()).not.toContain("Applying");
    await gone(emulatorPid());
  });

  it("fails when the second plan is not empty, and shows what would change", async () => {
    vi.stubEnv("AGAIN", "2");
    const error = await failure(job().done);
    expect(error).toBeInstanceOf(LocalError);
    expect((error as LocalError).message).toMatch(/^A second plan of what was just applied wants changes/);
    expect((error as LocalError).lines).toEqual([
      "  # aws_vpc.main will be updated",
      '      ~ cidr = "a" -> "b"',
    ]);
    await gone(emulatorPid());
  });

  it("passes on what is wrong with the settings, before anything starts", async () => {
    vi.stubEnv("BAD_SETTINGS", "1");
    const error = await failure(job().done);
    expect(error).toMatchObject({
      message: "The stacks could not be synthesised.",
      lines: ["staging.tfvars:3: no such region"],
    });
    expect(() => emulatorPid()).toThrow("ENOENT");
  });

  it("fails at once, with the log, when the emulator ends in the middle", async () => {
    vi.stubEnv("APPLY", `kill -9 $(cat "$EMULATOR_PID"); exec sleep 60`);
    const error = await failure(job().done);
    expect(error).toMatchObject({ message: "The emulator ended by itself (SIGKILL)." });
    expect((error as LocalError).logFile).toMatch(/\.emulator\/logs\/.+\.log$/);
  });

  it("leaves the emulator running when asked to, also after a failure", async () => {
    vi.stubEnv("APPLY", "exit 1");
    expect(await failure(job({ keep: true }).done)).toMatchObject({ message: "terraform apply failed." });
    expect(kept).toMatchObject([
      { region: "eu-west-1", stack: join(root, ".emulator/cdktf.out/stacks/staging") },
    ]);
    expect(isAlive(emulatorPid())).toBe(true);
  });

  it("stops even an emulator that was to be kept when it is cancelled", async () => {
    const cancel = cancellation();
    vi.stubEnv("APPLY", `echo '{"type":"apply_start"}'; touch applying; exec sleep 60`);
    const { done } = job({ keep: true, cancel });
    const failed = failure(done);
    const applying = join(root, ".emulator/cdktf.out/stacks/staging/applying");
    await vi.waitFor(() => readFileSync(applying), 15_000);
    cancel.stop(new Interrupted("SIGTERM"));
    expect(await failed).toBeInstanceOf(Interrupted);
    await gone(emulatorPid());
    expect(kept).toEqual([]);
  });

  it("lets one run at a time use the project's folder", async () => {
    const release = takeLock(join(root, ".emulator/run.lock"));
    const error = await failure(job().done);
    release();
    expect(error).toHaveProperty(
      "message",
      expect.stringContaining(`Another local run (process ${process.pid})`),
    );
    await job().done;
  });
});
