import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PINNED } from "../../plan/cost";
import type { PriceKey } from "../../plan/cost/prices/catalog";
import type { KnownPrice, RegionPrices } from "../../plan/cost/prices/types";
import {
  changesOf,
  collectPrices,
  type Found,
  fileOf,
  readFile,
  refreshed,
  WANTED,
} from "../../plan/cost/refresh";
import { PlanError } from "../../plan/model/errors";
import type { Io } from "../delivery/io";
import { checkPlace, linesOf } from "./price-lists";
import { deliver, PLAN_EXIT, runPlanCommand } from "./run";

export interface RefreshOptions {
  /** Folder, or URL of HTTP, that `offers/v1.0/aws/...` is under. @default - AWS's own */
  readonly from?: string;
  /** @default - all that are pinned */
  readonly region?: readonly string[];
  /** Folder with a file for each region. */
  readonly out: string;
  /** @default - printed */
  readonly summary?: string;
}

const AWS = "https://pricing.us-east-1.amazonaws.com";

/**
 * Reads AWS's price lists, region by region, and writes what has changed into the pinned files. Files are written when all
 * lists were read to their end; a fault before that leaves them as they were.
 */
export function pricesRefreshCommand(options: RefreshOptions, io: Io): Promise<number> {
  return runPlanCommand(io, async () => {
    const from = options.from ?? AWS;
    checkPlace(from);
    const regions = regionsOf(options.region);
    const before = regions.map((region) => pinnedIn(options.out, region));
    const after: RegionPrices[] = [];
    for (const pinned of before) after.push(refreshed(pinned, await pricesOf(pinned.region, from, io)));
    writeAll(options.out, after);
    const changes = before.flatMap((pinned, at) => {
      const now = after[at];
      return now === undefined ? [] : [changesOf(pinned, now)];
    });
    deliver(io, changes.join("\n\n"), options.summary);
    return PLAN_EXIT.made;
  });
}

function regionsOf(asked: readonly string[] | undefined): readonly string[] {
  const known = Object.keys(PINNED).sort();
  const unknown = (asked ?? []).filter((each) => !known.includes(each));
  if (unknown.length > 0) {
    throw new PlanError(`No prices of ${unknown.join(", ")} are pinned.`, {
      remedy: `There are ${known.join(", ")}; docs/cost.md says how to add a region.`,
    });
  }
  return asked ?? known;
}

function pinnedIn(folder: string, region: string): RegionPrices {
  const file = join(folder, `${region}.json`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return PINNED[region] ?? { region, prices: {} };
    throw new PlanError(`${file} cannot be read.`, { cause: error });
  }
  const pinned = readFile(text, file);
  if (pinned.region !== region) throw new PlanError(`${file} holds prices of another region.`);
  return pinned;
}

/** One list after the other: each is large, and AWS's network is faster than the parser. */
async function pricesOf(region: string, from: string, io: Io): Promise<ReadonlyMap<PriceKey, KnownPrice>> {
  const prices = new Map<PriceKey, KnownPrice>();
  for (const service of Object.keys(WANTED)) {
    const place = `offers/v1.0/aws/${service}/current/${region}/index.csv`;
    const { lines, prices: found } = await collect(from, place, { service, region }, io);
    for (const [key, price] of found) prices.set(key, price);
    io.err.write(`${region} ${service}: ${lines} lines, ${found.size} prices\n`);
  }
  return prices;
}

async function collect(
  from: string,
  place: string,
  list: { readonly service: string; readonly region: string },
  io: Io,
): Promise<Found> {
  try {
    return await collectPrices(linesOf(from, place, io.stop), list);
  } catch (error) {
    if (error instanceof PlanError || io.stop.aborted) throw error;
    const why = error instanceof Error ? error.message.slice(0, 200) : "unknown";
    throw new PlanError(
      `The price list of ${list.service} in ${list.region} could not be read to its end: ${JSON.stringify(why)}.`,
      {
        remedy: "Nothing was written; try again.",
        cause: error,
      },
    );
  }
}

/** Beside their places first, so that a full disk leaves what was there. */
function writeAll(folder: string, all: readonly RegionPrices[]): void {
  const files = all.map((each) => ({ file: join(folder, `${each.region}.json`), text: fileOf(each) }));
  const beside = (file: string) => `${file}.${process.pid}.new`;
  try {
    for (const { file, text } of files) writeFileSync(beside(file), text);
    for (const { file } of files) renameSync(beside(file), file);
  } catch (error) {
    for (const { file } of files) rmSync(beside(file), { force: true });
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new PlanError(`Prices cannot be written to ${folder}: ${code}.`, { cause: error });
  }
}
