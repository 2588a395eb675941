import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { AgentImage, Container } from "./support/image/agent-image";
import { buildBareImage } from "./support/image/bare-image";
import { readDockerfile } from "./support/image/dockerfile";
import { canSandbox } from "./support/image/sandbox";
import { folderOf } from "./support/image/small-context";

const FROM = "FROM node:24.21.0-trixie-slim\nWORKDIR /app";
const canBuild = await canSandbox();

/** A program that would do well on a laptop, where the image's builder or its user forgot something. */
async function built(files: Readonly<Record<string, string>>, dockerfile: string): Promise<AgentImage> {
  const context = folderOf({
    ".dockerignore": "*\n!*.mjs\n",
    ...files,
    Dockerfile: `${FROM}\n${dockerfile}\n`,
  });
  const image = await buildBareImage(context);
  onTestFinished(() => image.remove());
  return image;
}

/** Waits until it has said this, and nothing else. */
async function until(container: Container, stdout: string): Promise<void> {
  await expect.poll(() => container.said()).toMatchObject({ stdout, stderr: "" });
}

const RUN = 'USER 1000:1000\nCMD ["node", "main.mjs"]';

describe.runIf(canBuild)("an image that is built without an engine", () => {
  it("runs as its user, in its folder, with what it sets and what it is given", async () => {
    const program =
      "console.log(process.getuid(), process.getgid(), process.cwd(), process.env.A, process.env.B)";
    const image = await built({ "main.mjs": program }, `COPY main.mjs ./\nENV A=set\n${RUN}`);
    const container = await image.start({ B: "given" });
    await until(container, "1000 1000 /app set given\n");
    await container.stop();
  });

  it("hands on a signal to its program", async () => {
    const program =
      "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1e6); console.log('up')";
    const image = await built({ "main.mjs": program }, `COPY main.mjs ./\n${RUN}`);
    const container = await image.start({});
    await until(container, "up\n");
    await expect(container.stop()).resolves.toMatchObject({ code: 7 });
  });

  it("is not built where a file is missing from what .dockerignore lets through", async () => {
    const building = built({ "main.mjs": "", "page/index.html": "" }, "COPY main.mjs page ./");
    await expect(building).rejects.toThrow("COPY page: it is not in the build context");
  });

  it("fails at a package that it does not hold, although this machine does", async () => {
    const image = await built({ "main.mjs": 'import "typescript";' }, `COPY main.mjs ./\n${RUN}`);
    const { code, stderr } = await image.run(["node", "main.mjs"]);
    expect(code).toBe(1);
    expect(stderr).toContain("ERR_MODULE_NOT_FOUND");
  });

  it("cannot write elsewhere, whatever a step has allowed", async () => {
    const program = 'import { writeFileSync } from "node:fs"; writeFileSync(`${process.argv[2]}/file`, "");';
    const allowing = "RUN mkdir data && chmod 777 . data";
    const image = await built({ "main.mjs": program }, `${allowing}\nCOPY main.mjs ./\n${RUN}`);
    for (const folder of ["/app", "/app/data", "/", "/etc", "/usr/local", "/opt"]) {
      const { code, stderr } = await image.run(["node", "main.mjs", folder]);
      expect([folder, code]).toEqual([folder, 1]);
      expect(stderr).toMatch(/EROFS|EACCES/);
    }
  });

  it("writes to /tmp, which begins empty", async () => {
    const program =
      'import fs from "node:fs"; fs.writeFileSync("/tmp/file", ""); console.log(fs.readdirSync("/tmp"))';
    const image = await built({ "main.mjs": program }, `COPY main.mjs ./\n${RUN}`);
    await expect(image.run(["node", "main.mjs"])).resolves.toMatchObject({
      code: 0,
      stdout: "[ 'file' ]\n",
    });
  });

  it("sees neither this project nor a home", async () => {
    const image = await built({ "main.mjs": "" }, `COPY main.mjs ./\n${RUN}`);
    const { code, stderr } = await image.run(["ls", import.meta.dirname, "/root"]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/cannot access .*agent.*\n.*cannot .* '\/root'/);
  });

  it("builds without a network, but for npm's installs", async () => {
    const connecting =
      "RUN node -e \"require('net').connect(53, '127.0.0.1').on('error', ({ code }) => { console.log(code); process.exit(1); })\"";
    await expect(built({ "main.mjs": "" }, connecting)).rejects.toThrow(/ENETUNREACH/);
  });

  it("keeps what a step takes away out of later stages alone", async () => {
    const image = await built(
      { "main.mjs": "" },
      `COPY main.mjs ./\n${FROM}\nRUN rm -rf /usr/local/lib/node_modules\n${RUN}`,
    );
    const { stdout } = await image.run(["ls", "/usr/local/lib", "/app"]);
    expect(stdout).toBe("/app:\n\n/usr/local/lib:\n");
  });

  it("is not built from a version of Node that is not here", async () => {
    const context = folderOf({ ".dockerignore": "", Dockerfile: "FROM node:24.0.0-trixie-slim" });
    await expect(buildBareImage(context)).rejects.toThrow("npm i -D node24@npm:node@24.0.0");
  });
});

describe("a Dockerfile", () => {
  it.each([
    "ARG VERSION",
    "ADD archive.tar.gz ./",
    "CMD node main.mjs",
    "COPY --chown=1000:1000 main.mjs ./",
    "COPY *.mjs ./",
    "COPY <<EOF main.mjs\nEOF",
    "ENV HOME=$PWD",
    'RUN ["node", "main.mjs"]',
    "RUN <<EOF\nnode main.mjs\nEOF",
    "RUN --mount=type=secret,id=token npm ci",
    'SHELL ["/bin/bash"]',
  ])("is refused where nobody here would know how to follow it: %s", (instruction) => {
    expect(() => readDockerfile(`${FROM}\n${instruction}\n`)).toThrow("do not know how to run");
  });
});

beforeAll(() => {
  if (!canBuild)
    console.warn("No images are built without an engine: this needs Linux, and namespaces of one's own.");
});
