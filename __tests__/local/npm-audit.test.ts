import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auditShipped } from "../../src/cli/security/audits";
import { npmAudit } from "../../src/local/npm-audit";
import { createProgress } from "../../src/local/progress";
import { HANG_MS } from "../support/time";
import { cancellation, sink } from "./support";

let folder: string;
let registry: Server;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "audit-"));
  const lock = {
    lockfileVersion: 3,
    packages: { "": { dependencies: { leaf: "1.0.0" } }, "node_modules/leaf": { version: "1.0.0" } },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { leaf: "1.0.0" } }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
});

afterEach(() => {
  vi.unstubAllEnvs();
  registry.closeAllConnections();
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @returns its address */
async function startRegistry(answer: RequestListener): Promise<string> {
  registry = createServer(answer).listen(0, "127.0.0.1");
  await once(registry, "listening");
  const address = registry.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : undefined}/`;
}

async function audit(answer: RequestListener, timeoutMs = HANG_MS) {
  const env = { PATH: process.env.PATH, HOME: folder, npm_config_registry: await startRegistry(answer) };
  return npmAudit({ folder, cancel: cancellation(), timeoutMs, env });
}

const takesNone: RequestListener = (_, response) => response.writeHead(405).end();

describe("an audit with npm", () => {
  it("hears of what the registry advises", async () => {
    const advisory = {
      id: 1,
      url: "https://github.com/advisories/GHSA-1",
      title: "Prototype pollution",
      severity: "high",
      vulnerable_versions: "<2.0.0",
    };
    // npm asks for the package's versions, too
    const versions = { name: "leaf", versions: { "1.0.0": { name: "leaf", version: "1.0.0" } } };
    const found = await audit(({ method }, response) =>
      response.end(JSON.stringify(method === "POST" ? { leaf: [advisory] } : versions)),
    );
    expect(found).toMatchObject({ ran: true, advisories: [expect.stringContaining("Prototype pollution")] });
  });

  it("does not run where the registry takes none", async () => {
    const found = await audit(takesNone);
    expect(found).toEqual({ ran: false, why: expect.stringContaining("405") });
  });

  it("is told in the end, and has no tick, where it did not run", async () => {
    vi.stubEnv("npm_config_registry", await startRegistry(takesNone));
    const agent = join(folder, "examples/agent");
    mkdirSync(agent, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(folder, file), join(agent, file));
    const { stream, text } = sink();

    const progress = createProgress(stream, {});
    const { problems, notRun } = await auditShipped({ root: folder, cancel: cancellation(), progress });

    expect(problems).toEqual([]);
    expect(notRun).toEqual([
      expect.stringMatching(/^npm audit of what the package ships: not run \(.*405/),
      expect.stringMatching(/^npm audit of what examples\/agent ships: not run \(.*405/),
    ]);
    expect(text()).not.toContain("✔");
  });

  it("does not run where the registry does not answer in time", async () => {
    expect(await audit(() => undefined, 1_500)).toEqual({
      ran: false,
      why: "the registry has not answered within 1.5 s",
    });
  });
});
