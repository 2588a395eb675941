import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pricesRefreshCommand, type RefreshOptions } from "../../src/cli/plan/prices";
import { about, csv, csvLine, listsOf } from "../plan/cost/price-list";
import { captured } from "./cost-support";

const REGION = "eu-central-1";
const KEPT = join(import.meta.dirname, "../../src/plan/cost/prices");

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prices-"));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Text of each list by its path, as AWS serves them. */
function lists(): Map<string, string> {
  const all = listsOf(REGION, "EUC1-");
  return new Map(
    Object.entries(all).map(([service, rates]) => [
      `/offers/v1.0/aws/${service}/current/${REGION}/index.csv`,
      csv(service, rates),
    ]),
  );
}

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on no port");
  return `http://127.0.0.1:${address.port}`;
}

const serving =
  (texts: ReadonlyMap<string, string>): RequestListener =>
  (request, response) => {
    const text = texts.get(request.url ?? "");
    response.writeHead(text === undefined ? 404 : 200).end(text ?? "");
  };

async function refresh(options: Partial<RefreshOptions>) {
  const { io, out, err, stop } = captured();
  const code = await pricesRefreshCommand({ region: [REGION], out: folder, ...options }, io);
  return { code, out: out(), err: err(), stop };
}

/** The pinned file, as it is today, in the folder that is written to. */
function keep(): string {
  const text = readFileSync(join(KEPT, `${REGION}.json`), "utf8");
  writeFileSync(join(folder, `${REGION}.json`), text);
  return text;
}

const kept = () => readFileSync(join(folder, `${REGION}.json`), "utf8");

describe("langgraph-platform prices refresh", () => {
  it("writes what AWS's lists have, and tells what has changed", async () => {
    keep();
    const from = await serve(serving(lists()));
    const { code, out, err } = await refresh({ from });
    expect(code).toBe(0);
    expect(out).toContain("| `nat-gateway.hour` | 0.052 | 0.053 | +1.9 % |");
    expect(err).toContain("eu-central-1 AmazonRDS: ");
    expect(JSON.parse(kept()).prices["nat-gateway.hour"]).toMatchObject({
      usd: "0.053",
      source: "price-list",
      date: "2026-11-20",
    });
    expect(readdirSync(folder)).toEqual([`${REGION}.json`]);
  });

  it("changes nothing more when it runs again, and reads a folder like a server", async () => {
    for (const [path, text] of lists()) {
      const file = join(folder, "lists", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const summary = join(folder, "summary.md");
    const from = join(folder, "lists");
    expect((await refresh({ from, summary })).code).toBe(0);
    const first = kept();
    const { out } = await refresh({ from });
    expect(kept()).toBe(first);
    expect(out).toMatch(/^### eu-central-1\n\n(\d+) of \1 prices are as they were\.\n$/);
    expect(readFileSync(summary, "utf8")).toContain("### eu-central-1");
  });

  const HOSTILE: readonly (readonly [string, (text: string) => RequestListener, RegExp])[] = [
    [
      "is cut off in a line",
      (text) => (_request, response) => response.end(text.slice(0, -20)),
      /in the middle of a line/,
    ],
    [
      "breaks off",
      (text) => (_request, response) => {
        response.writeHead(200, { "content-length": text.length });
        response.write(text.slice(0, text.length / 2), () => response.destroy());
      },
      /could not be read to its end/,
    ],
    [
      "ends early, at the end of a line",
      (text) => (_request, response) => response.end(text.split("\n").slice(0, 7).join("\n").concat("\n")),
      /lack \d+ prices/,
    ],
    [
      "is an error page",
      () => (_request, response) => response.end(`<html>\n${"<p>no</p>\n".repeat(100)}</html>\n`),
      /columns' names/,
    ],
    ["is refused", () => (_request, response) => response.writeHead(403).end("no"), /answers 403/],
    [
      "sends elsewhere",
      () => (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      /could not be read/,
    ],
    [
      "is one endless line",
      () => (_request, response) => response.end(`"${"x".repeat(300_000)}\n`),
      /could not be read/,
    ],
    [
      "has lines of another width",
      (text) => (_request, response) => response.end(`${text}"A","B"\n`),
      /2 fields instead of/,
    ],
    [
      "gives a price that is none",
      (text) => (_request, response) => response.end(text.replace("0.0530000000", "-5")),
      /as the price of/,
    ],
    [
      "is another service's",
      (text) => (_request, response) => response.end(text.replace('"AmazonEC2"', '"AmazonS3"')),
      /is the list of "AmazonS3"/,
    ],
    ["is empty", () => (_request, response) => response.end(""), /is empty/],
  ];

  it.each(HOSTILE)("leaves the file alone when a list %s", async (_what, answer, problem) => {
    const before = keep();
    const texts = lists();
    const path = `/offers/v1.0/aws/AmazonEC2/current/${REGION}/index.csv`;
    const hostile = answer(texts.get(path) ?? "");
    const others = serving(texts);
    const from = await serve((request, response) =>
      (request.url === path ? hostile : others)(request, response),
    );
    const { code, err, out } = await refresh({ from });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(problem);
    expect(err).not.toContain("\u001b");
    expect(kept()).toBe(before);
    expect(readdirSync(folder)).toEqual([`${REGION}.json`]);
  });

  it("writes no region when one of several cannot be read", async () => {
    const before = keep();
    const from = await serve(serving(lists()));
    const { code } = await refresh({ from, region: [REGION, "eu-west-1"] });
    expect(code).toBe(1);
    expect(kept()).toBe(before);
  });

  it("ends when it is interrupted, with the file as it was", async () => {
    const before = keep();
    let asked = () => {};
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const from = await serve((_request, response) => {
      response.write(about("AmazonCloudWatch").map(csvLine).join(""));
      asked();
    });
    const { io, stop } = captured();
    const running = pricesRefreshCommand({ region: [REGION], out: folder, from }, io);
    await reached;
    stop(new Error("interrupted"));
    await expect(running).rejects.toThrow();
    expect(kept()).toBe(before);
  });

  it.each([
    ["ftp://127.0.0.1/lists", "Price lists cannot be read over ftp."],
    ["file:///lists", "Price lists cannot be read over file."],
    ["s3://canary-bucket", "Price lists cannot be read over s3."],
    ["https://user:canary@127.0.0.1:1", "The place of the price lists is no URL to read from."],
    ["https://", "The place of the price lists is no URL to read from."],
  ])("fails where lists are to come from %s, before anything is read", async (from, message) => {
    const { code, err, out } = await refresh({ from });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(
      `${message}\nGive a folder, or a URL that begins with https:// or http:// and has no user or password.\n`,
    );
  });

  it("knows the regions that it may be asked for, and refuses a file that is broken", async () => {
    expect((await refresh({ region: ["mars-north-1"] })).err).toContain(
      "No prices of mars-north-1 are pinned.",
    );
    writeFileSync(join(folder, `${REGION}.json`), "{");
    expect(await refresh({ from: folder })).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not JSON"),
    });
    expect(kept()).toBe("{");
  });
});
