import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readRevision } from "../../src/deploy/task-definition";
import { PROGRAM, RunningCommand, run } from "./support/command";
import { World } from "./support/world";

const production = ["--env", "production"];

describe("deploy, as one types it", () => {
  it("tells one line per change where there is no terminal, and ends with what happened", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");

    const { code, stdout, stderr } = await run(world, ["deploy", ...production, "--image", image]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^d-\w+ succeeded: all traffic goes to the new tasks/);
    const lines = stderr.trim().split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "Differs from langgraph-production-template:1, which runs:",
        expect.stringMatching(
          /^ {2}image of app: langgraph-platform:1\.0\.0 -> langgraph-platform@sha256:[0-9a-f]{12}$/,
        ),
        expect.stringMatching(
          /^Until traffic has moved 2 tasks carry the load: scaling, which would allow 8 more/,
        ),
        expect.stringMatching(
          /^Started d-\w+: langgraph-production:\d+, 10 %, then the rest after 5 minutes$/,
        ),
        expect.stringMatching(/^\d\d:\d\d:\d\d {2}Install (begins|done)$/),
        expect.stringMatching(/AllowTraffic begins, all of it at \d\d:\d\d; the old tasks go at \d\d:\d\d$/),
        expect.stringMatching(/new 10 %, 2\/2 healthy \(green\) · old 90 %, 2\/2 healthy \(blue\)$/),
        expect.stringMatching(/all traffic has moved; the old tasks stay for the termination wait$/),
      ]),
    );
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("ends with why it was rolled back: reasons, log lines, and an exit code of its own", async () => {
    const world = await World.copy();
    const image = await world.push("bad", {
      exitCode: 3,
      logs: ["connecting", "no such table: agents\u001b[2J"],
    });

    const { code, stderr } = await run(world, ["deploy", ...production, "--image", image]);

    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^Warning: \d+ new tasks have stopped: Essential container in task exited; app exited with 3$/m,
    );
    expect(stderr).toMatch(
      /was rolled back by d-\w+: the old tasks \(langgraph-production-blue, 2\/2 healthy\) serve 100 %/,
    );
    expect(stderr).toMatch(/x Essential container in task exited; app exited with 3/);
    expect(stderr).toMatch(/Last log lines:\n {2}connecting\n {2}no such table: agents\n/);
    expect(stderr).not.toContain("\u001b");
  });

  it("answers in JSON on request, and writes a summary where GitHub wants one", async () => {
    const world = await World.copy();
    const folder = mkdtempSync(join(tmpdir(), "summary-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const GITHUB_STEP_SUMMARY = join(folder, "summary.md");
    const image = await world.push("2.0.0");

    const { code, stdout } = await run(world, ["deploy", ...production, "--image", image, "--json"], {
      GITHUB_STEP_SUMMARY,
    });

    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      outcome: "succeeded",
      exitCode: 0,
      deploymentId: expect.stringMatching(/^d-/),
    });
    expect(readFileSync(GITHUB_STEP_SUMMARY, "utf8")).toBe(
      [
        "### Deploy to production",
        "",
        `${answer.deploymentId} succeeded: all traffic goes to the new tasks, and the old ones are gone.`,
        "",
        "| | |",
        "| --- | --- |",
        "| Outcome | succeeded |",
        `| Deployment | \`${answer.deploymentId}\` |`,
        `| Release | \`${answer.release.split("/")[1]}\` |`,
        "",
        "",
      ].join("\n"),
    );
  });

  it("sees a deployment through although nobody reads what it says", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const command = RunningCommand.start(world, ["deploy", ...production, "--image", image]);
    await command.says("new 10 %");

    command.stopReading();

    expect(await command.end()).toMatchObject({ code: 0, stdout: expect.stringContaining("succeeded") });
    expect((await run(world, ["status", ...production])).stdout).toMatch(/^scaling +2 to 10$/m);
  });

  it("does not fail on a summary that cannot be written", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const args = ["deploy", ...production, "--image", image, "--detach"];
    const ended = await run(world, args, { GITHUB_STEP_SUMMARY: "/nowhere/at/all" });
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("Warning: the summary could not be written"),
    });
  });

  it("ends at full traffic on request, and watch takes up the rest", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const first = await run(world, ["deploy", ...production, "--image", image, "--until", "traffic"]);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("keeps the old ones until") });

    const second = await run(world, ["watch", ...production]);

    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("the old ones are gone") });
    const third = await run(world, ["watch", ...production]);
    expect(third).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("No deployment of langgraph-production"),
    });
    expect(await run(world, ["watch", ...production, "--if-any"])).toMatchObject({
      code: 0,
      stdout: "No deployment of langgraph-production is under way.\n",
    });
  });

  it.each([
    [[], "0123abc"],
    [["--commit", "4567def"], "4567def"],
    [["--commit="], undefined],
  ])("tags a release with the job's commit, another, or none (%j)", async (args, commit) => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const given = ["deploy", ...production, "--image", image, "--detach", "--json", ...args];
    const { stdout } = await run(world, given, { GITHUB_SHA: "0123abc" });
    const { release } = JSON.parse(stdout) as { release: string };
    expect((await readRevision(world.aws, release)).tags.commit).toBe(commit);
  });
});

describe("signals", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "%s stops, rolls back, and ends as a shell expects",
    async (signal) => {
      const world = await World.copy();
      const image = await world.push("2.0.0");
      const command = RunningCommand.start(world, ["deploy", ...production, "--image", image]);
      await command.says("new 10 %");

      command.kill(signal);
      const { code, stderr } = await command.end();

      expect(code).toBe(signal === "SIGINT" ? 130 : 143);
      expect(stderr).toMatch(/Interrupted: stopping d-\w+ and rolling it back/);
      expect(stderr).toContain("was rolled back by");
      const status = await run(world, ["status", ...production]);
      expect(status.stdout).toContain("none under way");
      expect(status.stdout).not.toContain("suspended");
    },
  );

  it("a second one ends at once and says what is left", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const command = RunningCommand.start(world, ["deploy", ...production, "--image", image]);
    await command.says("new 10 %");
    // the emulator's answers are held back, so that the command is still at it
    await world.control("POST", "faults", [
      { service: "codedeploy", operation: "GetDeployment", kind: "unavailable", times: null },
    ]);

    command.kill("SIGINT");
    await command.says("Ctrl-C once more");
    const again = setInterval(() => command.kill("SIGINT"), 100);
    const { code, stderr } = await command.end().finally(() => clearInterval(again));

    expect(code).toBe(130);
    expect(stderr).toMatch(/d-\w+ goes on without this command.*watch --env production/);
    expect(stderr).toContain("Scaling stays suspended");
  });

  it.each([/Differs from/, /Started d-/, /Install (begins|done)/, /new 10 %/, /all traffic has moved/])(
    "SIGKILL after %s leaves what status tells, and the next deploy works",
    async (words) => {
      const world = await World.copy();
      const image = await world.push("2.0.0");
      const command = RunningCommand.start(world, ["deploy", ...production, "--image", image]);
      await command.says(words);

      command.kill("SIGKILL");
      await command.end();

      const status = await run(world, ["status", ...production]);
      expect(status).toMatchObject({ code: 0, stderr: "" });
      expect(status.stdout).toMatch(
        /^deployment +(none under way|d-\w+ (Created|InProgress)(, in its termination wait)?)$/m,
      );
      // what is suspended is always explained
      expect(status.stdout).not.toMatch(/suspended: out, in(?![\s\S]*Scaling is (still )?suspended for d-)/);
      const image3 = await world.push("3.0.0");
      const next = await run(world, [
        "deploy",
        ...production,
        "--image",
        image3,
        "--wait",
        "--until",
        "traffic",
      ]);
      expect(next).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("All traffic goes to the new tasks"),
      });
      const after = await run(world, ["status", ...production, "--mend"]);
      expect(after.stdout).toMatch(/^scaling +2 to 10$/m);
    },
  );
});

describe("the other commands", () => {
  it("status shows what runs, traffic, scaling, alarms and deployments; deployments their history", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), commit: "0123abc" });

    const { code, stdout } = await run(world, ["status", ...production]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^release +langgraph-production:1$/m);
    expect(stdout).toMatch(/^image +langgraph-platform@sha256:[0-9a-f]{12}$/m);
    expect(stdout).toMatch(/^template +langgraph-production-template:1$/m);
    expect(stdout).toMatch(/^commit +0123abc$/m);
    expect(stdout).toMatch(/^langgraph-production-green +100 % +2\/2 healthy$/m);
    const history = await run(world, ["deployments", ...production]);
    expect(history.stdout.split("\n")[0]).toMatch(
      /^deployment +created +took +status +release +description$/,
    );
    expect(history.stdout).toMatch(/^d-\w+ .* Succeeded +langgraph-production:1 /m);
  });

  it("appspec renders what deploy would send", async () => {
    const world = await World.copy();
    const { stdout } = await run(world, [
      "appspec",
      ...production,
      "--task-definition",
      "langgraph-production-template:1",
    ]);
    const { Properties } = JSON.parse(stdout).Resources[0].TargetService;
    expect(Properties.TaskDefinition).toMatch(/:task-definition\/langgraph-production-template:1$/);
    expect(Properties.CapacityProviderStrategy.length).toBeGreaterThan(0);
  });

  it("rollback goes back", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    const { code, stdout } = await run(world, ["rollback", ...production]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("All traffic goes to the new tasks"),
    });
  });
});

describe("errors", () => {
  it.each([
    [
      "no such project",
      ["--project", "nobody"],
      3,
      /no SSM parameter \/nobody\/production\/release in us-east-1/,
    ],
    ["no such environment", ["--env", "qa"], 2, /Allowed choices are staging, production/],
    ["an unknown option", ["--imgae", "x:1"], 2, /Did you mean --image/],
    ["an image that is not there", ["--image", "x"], 2, /neither a tag nor a digest/],
    ["a hook without a function", ["--hook", "AfterInstall=x"], 2, /no ARN of a Lambda function/],
    ["an unknown event", ["--hook", "Install=arn:aws:lambda:x"], 2, /There is no event Install/],
    ["two images", ["--image", "x:1", "--keep-image"], 2, /exclude each other/],
  ])("%s ends with its own exit code and words", async (_, args, code, words) => {
    const world = await World.copy();
    const result = await run(world, ["deploy", ...production, ...args]);
    expect(result).toMatchObject({ code, stderr: expect.stringMatching(words) });
    expect(result.stderr).not.toMatch(/\n {4}at /);
  });

  it("a missing permission is an exit code of its own, in JSON too", async () => {
    const world = await World.copy();
    await world.control("POST", "faults", [
      { service: "ssm", operation: "GetParameter", kind: "denied", times: null },
    ]);
    const { code, stdout } = await run(world, ["status", ...production, "--json"]);
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "aws",
      summary: expect.stringContaining("ssm:GetParameter"),
    });
  });
});

describe("help", () => {
  const commands = ["deploy", "rollback", "watch", "status", "deployments", "appspec"];

  it.each(commands)("of %s has an example", (command) => {
    const text = execFileSync(process.execPath, [PROGRAM, command, "--help"], { encoding: "utf8" });
    expect(text).toContain(`\nExample:\n  $ langgraph-platform ${command} --env production`);
  });

  it("loads no AWS client: what is imported before a command runs holds none", () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const code = readFileSync(file, "utf8");
      for (const [, name = ""] of code.matchAll(/^\s*(?:import|\} from)[^;(]*?"(\.\/[^"]+)";/gm))
        load(join(dirname(file), name));
    };
    load(PROGRAM);
    const withClients = (file: string) => /\bCodeDeployClient\b/.test(readFileSync(file, "utf8"));
    expect([...loaded].filter(withClients)).toEqual([]);
    const programs = readdirSync(dirname(PROGRAM)).filter((name) => name.endsWith(".mjs"));
    const all = programs.map((name) => join(dirname(PROGRAM), name));
    // they are somewhere: the search can find them
    expect(all.filter(withClients)).not.toEqual([]);
  });

  it("takes at most twice as much of a processor as node itself", () => {
    // its time, not the clock's: others may be computing
    const TEN_TIMES = 'for i in 1 2 3 4 5 6 7 8 9 10; do "$@" > /dev/null; done; times';
    const seconds = (...args: readonly string[]) => {
      const told = execFileSync("sh", ["-c", TEN_TIMES, "sh", process.execPath, ...args], {
        encoding: "utf8",
      });
      const [, , user, system] = [...told.matchAll(/(\d+)m([\d.]+)s/g)];
      return [user, system].reduce((sum, time) => sum + Number(time?.[1]) * 60 + Number(time?.[2]), 0);
    };
    expect(seconds(PROGRAM, "--help")).toBeLessThan(2 * seconds("-e", "0"));
  });
});
