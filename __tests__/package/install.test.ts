import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { packagesIn } from "./support/folders";
import { ROOT } from "./support/installed";

const { folder } = inject("installed");

it("brings langsmith, zod and what these need, and nothing else", () => {
  expect(packagesIn(join(folder, "node_modules"))).toEqual([
    "eventemitter3",
    "langgraph-platform",
    "langsmith",
    "p-finally",
    "p-queue",
    "p-timeout",
    "zod",
  ]);
});

it("is tested on the Node of whoever runs npm's scripts", () => {
  const bin = readdirSync(join(ROOT, "node_modules/.bin"));
  expect(bin).toContain("vitest");
  expect(bin).not.toContain("node");
});

it("brings the command line, which needs nothing else either", () => {
  const command = join(folder, "node_modules/.bin/langgraph-platform");
  const run = (...args: readonly string[]) => execFileSync(command, args, { cwd: folder, encoding: "utf8" });
  expect(run("--help")).toContain("Usage: langgraph-platform");
  // this one loads AWS's clients
  expect(() =>
    execFileSync(command, ["status", "--env", "production", "--region", "us-east-1"], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: "none",
        AWS_SECRET_ACCESS_KEY: "none",
        AWS_ENDPOINT_URL: "http://127.0.0.1:9",
        AWS_MAX_ATTEMPTS: "1",
      },
      stdio: "pipe",
    }),
  ).toThrow(/ECONNREFUSED/);
});
