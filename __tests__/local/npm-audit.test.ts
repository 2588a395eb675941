import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { npmAudit } from "../../src/local/npm-audit";
import { HANG_MS } from "../support/time";
import { cancellation } from "./support";

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
  registry.closeAllConnections();
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function audit(answer: RequestListener, timeoutMs = HANG_MS) {
  registry = createServer(answer).listen(0, "127.0.0.1");
  await once(registry, "listening");
  const address = registry.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const env = { PATH: process.env.PATH, HOME: folder, npm_config_registry: `http://127.0.0.1:${port}/` };
  return npmAudit({ folder, cancel: cancellation(), timeoutMs, env });
}

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
    const found = await audit((_, response) => response.writeHead(405).end());
    expect(found).toEqual({ ran: false, why: expect.stringContaining("405") });
  });

  it("does not run where the registry does not answer in time", async () => {
    expect(await audit(() => undefined, 1_500)).toEqual({
      ran: false,
      why: "the registry has not answered within 1.5 s",
    });
  });
});
