import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/local/emulator";
import { Interrupted, LocalError } from "../../src/local/errors";
import { checkTools } from "../../src/local/tools";
import { HANG_MS } from "../support/time";
import { cancellation, failure, file, gone, isAlive, script, temporaryFolder } from "./support";

/** Speaks the emulator's protocol on its command line and its control API, and serves nothing else. */
const SERVER = `
import http.server, json, os, sys, threading
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        if self.path == "/_emulator/die": os._exit(7)
        self.answer(200, json.dumps({"path": self.path, "env": dict(os.environ)}).encode())
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(400, b"no: " + body)
    def do_PUT(self):
        self.answer(200 if self.path == "/bucket" else 409, b"BucketAlreadyExists")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if "--stop-with-stdin" in sys.argv:
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(json.dumps({"endpoint": "http://127.0.0.1:%d" % server.server_port, "pid": os.getpid()}), flush=True)
server.serve_forever()
`;

let python: string;
const started: Emulator[] = [];

beforeEach(async () => {
  python ??= (await checkTools()).python.executable;
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((emulator) => emulator.stop()));
});

function options(server = SERVER): EmulatorOptions {
  const source = temporaryFolder();
  file(join(source, "langgraph_emulator", "__main__.py"), server);
  return { python, source, logFile: join(source, "logs", "emulator.log") };
}

async function startOne(given: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(given);
  started.push(emulator);
  return emulator;
}

describe("startEmulator", () => {
  it("starts several at once, each on a port of its own", async () => {
    const [one, two] = await Promise.all([startOne(options()), startOne(options())]);
    expect(one.endpoint).not.toBe(two.endpoint);
    for (const emulator of [one, two]) {
      await expect(emulator.control("GET", "health")).resolves.toMatchObject({ path: "/_emulator/health" });
    }
  });

  it("gives it no credentials", async () => {
    const env = { ...process.env, AWS_ACCESS_KEY_ID: "mine", AWS_PROFILE: "mine" };
    const emulator = await startOne({ ...options(), env });
    const { env: seen } = await emulator.control<{ env: Record<string, string> }>("GET", "health");
    expect(Object.keys(seen).filter((name) => name.startsWith("AWS_"))).toEqual([]);
  });

  it("fails with its last words and the log's name when it does not start", async () => {
    const given = options("raise SystemExit('moto is not installed')");
    const error = await failure(startEmulator(given));
    expect(error).toBeInstanceOf(LocalError);
    expect(error).toMatchObject({
      message: "The emulator did not start (1).",
      lines: ["moto is not installed"],
    });
    expect(error).toHaveProperty("logFile", given.logFile);
  });

  it("fails when it says something else than where it listens", async () => {
    const error = await failure(startEmulator(options("print('hello', flush=True); input()")));
    expect(error).toMatchObject({ message: "The emulator did not say where it listens." });
  });

  it("fails, and leaves no process, when it is not ready in time", async () => {
    const folder = temporaryFolder();
    // a shell is there long before that
    const slow = script(join(folder, "python"), `echo $$ > ${folder}/pid; exec sleep 600`);
    const error = await failure(startEmulator({ ...options(), python: slow, startTimeoutMs: 2_500 }));
    expect(error).toMatchObject({ message: "The emulator was not ready after 2.5 s." });
    await gone(Number(readFileSync(join(folder, "pid"), "utf8")));
  });

  it("ends with the cancellation while it starts", async () => {
    const cancel = cancellation();
    const starting = startEmulator({ ...options("import time; time.sleep(600)"), cancel });
    cancel.stop(new Interrupted("SIGINT"));
    expect(await failure(starting)).toBeInstanceOf(Interrupted);
  });

  it("fails with a sentence when there is no such Python", async () => {
    const error = await failure(startEmulator({ ...options(), python: "/no/such/python" }));
    expect(error).toHaveProperty(
      "message",
      expect.stringMatching(/^The emulator could not be started: .*ENOENT/),
    );
  });
});

describe("Emulator", () => {
  it("leaves no process behind when it is stopped, even one that ignores it", async () => {
    const stubborn = `import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n${SERVER.replaceAll("os._exit(0)", "0")}`;
    const polite = await startOne(options());
    const rude = await startOne({ ...options(stubborn), stopTimeoutMs: 100 });
    await Promise.all([polite.stop(), rude.stop()]);
    for (const { pid, gone: signal } of [polite, rude]) {
      await gone(pid);
      expect(signal.aborted).toBe(false);
    }
  });

  it("is killed by the second level of the cancellation", async () => {
    const cancel = cancellation();
    const emulator = await startOne({ ...options(), cancel });
    cancel.stop();
    expect(isAlive(emulator.pid)).toBe(true);
    cancel.kill();
    await gone(emulator.pid);
  });

  it("tells when it ends by itself", async () => {
    const given = options();
    const emulator = await startOne(given);
    const told = new Promise((resolve) => emulator.gone.addEventListener("abort", resolve));
    await emulator.control("GET", "die").catch(() => {});
    await told;
    expect(emulator.gone.reason).toMatchObject({
      message: "The emulator ended by itself (7).",
      logFile: given.logFile,
    });
  });

  it("outlives this process when it is kept and released", async () => {
    const given = options();
    const program = `
      const { cancelOnSignals } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/local/signals.ts"))});
      const { startEmulator } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/local/emulator.ts"))});
      const cancel = cancelOnSignals(() => {});
      const emulator = await startEmulator({ ...${JSON.stringify(given)}, keep: true, cancel });
      emulator.release();
      console.log(emulator.pid);`;
    const driver = file(join(given.source, "driver.mts"), program);
    const output = execFileSync(process.execPath, ["--import", "tsx", driver], {
      encoding: "utf8",
      timeout: HANG_MS,
    });
    const pid = Number(output);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, "SIGKILL");
    await gone(pid);
  });

  it("passes the emulator's own sentence on when it refuses", async () => {
    const emulator = await startOne(options());
    const refused = await failure(emulator.control("POST", "clock", { scale: -1 }));
    expect(refused).toMatchObject({
      message: "The emulator refused POST /_emulator/clock (HTTP 400).",
      lines: ['no: {"scale":-1}'],
    });
    await expect(emulator.createBucket("bucket")).resolves.toBeUndefined();
    expect(await failure(emulator.createBucket("taken"))).toMatchObject({ lines: ["BucketAlreadyExists"] });
  });
});
