import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { costCommand } from "../../../src/cli/plan/cost";
import { diagramCommand } from "../../../src/cli/plan/diagram";
import { reportCommand } from "../../../src/cli/plan/report";
import { captured } from "../../cli/cost-support";
import { readExample, SHOWN, unpackExample } from "./support/example";

/** What is in docs/example-report, from the plan that the end-to-end test has made: `vitest -u` writes it again. */
describe("the example of a pull request: a larger database, a second NAT gateway, an endpoint less", () => {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  const plan = unpackExample(readExample(), folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const printed = async (run: (io: ReturnType<typeof captured>["io"]) => Promise<number>, code = 0) => {
    const { io, out, err } = captured();
    expect(await run(io)).toBe(code);
    return { out: out(), err: err() };
  };

  it("is reported by construct, with what is destroyed first, and what it costs", async () => {
    const { out } = await printed((io) => reportCommand([plan], { format: "markdown" }, io));
    await expect(out).toMatchFileSnapshot(join(SHOWN, "report.md"));
    expect(out).toContain("**3 to add, 2 to change, 1 to destroy**");
    expect(out).toContain("`vpc/nat-1-address`");
    expect(out).toContain('! instance_class: "db.t3.small" -> "db.t3.medium"');
    expect(out.indexOf("aws_vpc_endpoint")).toBeLessThan(out.indexOf("rds/instance"));
    expect(out).toMatch(/Cost: .* USD a month \(\+\d+\.\d\d\)/);
  });

  it("costs a NAT gateway, its address and a larger database more, and an endpoint less", async () => {
    const { out } = await printed((io) => costCommand([plan], { format: "markdown" }, io));
    await expect(out).toMatchFileSnapshot(join(SHOWN, "cost.md"));
    const difference = (construct: RegExp) => {
      const row = out.split("\n").find((line) => construct.test(line)) ?? "";
      return Number(/([+-]\d+\.\d\d) \|$/.exec(row)?.[1]);
    };
    // 0.072 - 0.036, 0.045 and 0.005 USD an hour, of 730 hours; the endpoint's 0.01 in each of three zones
    expect(difference(/`rds\/instance`/)).toBeCloseTo(26.28, 2);
    expect(difference(/`vpc\/nat-1`/)).toBeGreaterThanOrEqual(32.85);
    expect(difference(/`vpc\/nat-1-address`/)).toBeCloseTo(3.65, 2);
    expect(difference(/aws_vpc_endpoint\.vpc_logs/)).toBeLessThanOrEqual(-21.9);
  });

  it("is drawn with what is added, changed and destroyed", async () => {
    const { out } = await printed((io) => diagramCommand([plan], { format: "svg" }, io));
    await expect(out).toMatchFileSnapshot(join(SHOWN, "picture.svg"));
    for (const mark of ["added", "changed", "destroyed"]) expect(out).toContain(mark);
    expect(out).toContain("prefers-color-scheme");
  });

  it("ends with 3 where destroying or the sum is not wanted", async () => {
    const options = { format: "markdown", failOn: ["destroy"], maxMonthly: 100 } as const;
    const { err } = await printed((io) => reportCommand([plan], options, io), 3);
    expect(err).toContain("--fail-on destroy is met");
    expect(err).toContain("--max-monthly is met");
  });
});
