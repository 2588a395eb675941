import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { about, csv, csvLine, listsOf, rate } from "../../cost/price-list";

const REGION = "eu-central-1";
const MIB = 1024 * 1024;
/** AWS's list of EC2 has some hundred; what is held in memory does not depend on it. */
const LIST_MIB = 60;
/** Node by itself takes about 50 MiB, tsx about as much. */
const MOST_MEMORY_MIB = 220;

let folder: string;
let server: Server;
let from: string;
let sent = 0;

/** A list that is made while it is sent: instances in all their variety, with the two prices that are looked for at its end. */
function* largeList(): Generator<string> {
  yield about("AmazonEC2").map(csvLine).join("");
  const line = csvLine(
    rate("EUC1-BoxUsage:m5.large", "0.1150000000", {
      PriceDescription: "x".repeat(300),
      "Instance Type": "m5.large",
    }),
  );
  const block = line.repeat(200);
  for (sent = 0; sent < LIST_MIB * MIB; sent += block.length) yield block;
  yield (listsOf(REGION, "EUC1-").AmazonEC2 ?? []).map(csvLine).join("");
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "large-list-"));
  const lists = listsOf(REGION, "EUC1-");
  server = createServer((request, response) => {
    const service = /\/aws\/(\w+)\//.exec(request.url ?? "")?.[1] ?? "";
    if (service === "AmazonEC2") Readable.from(largeList()).pipe(response);
    else response.end(csv(service, lists[service] ?? []));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on no port");
  from = `http://127.0.0.1:${address.port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe("a price list of 60 MiB", () => {
  it("is read with the memory that a small one takes", async () => {
    const script = join(folder, "refresh.mts");
    const command = join(import.meta.dirname, "../../../../src/cli/plan/prices.ts");
    writeFileSync(
      script,
      `import { pricesRefreshCommand } from ${JSON.stringify(command)};
       const io = { out: process.stdout, err: process.stderr, env: {}, stop: new AbortController().signal, onLeft() {} };
       process.exitCode = await pricesRefreshCommand(${JSON.stringify({ region: [REGION], out: folder, from })}, io);
       console.log("peak", process.resourceUsage().maxRSS);`,
    );
    const run = promisify(execFile);
    const { stdout, stderr } = await run(process.execPath, ["--import", "tsx", script], {
      cwd: join(import.meta.dirname, "../../../.."),
    });
    expect(sent).toBeGreaterThanOrEqual(LIST_MIB * MIB);
    expect(stderr).toMatch(/eu-central-1 AmazonEC2: \d{6} lines, 2 prices/);
    expect(stdout).toContain("| `nat-gateway.hour` | 0.052 | 0.053 | +1.9 % |");
    expect(Number(/peak (\d+)/.exec(stdout)?.[1]) / 1024).toBeLessThan(MOST_MEMORY_MIB);
  });
});
