import { PlanError } from "../../model/errors";
import { isPrice } from "../money";
import { databaseKey, type PriceKey } from "../prices/catalog";
import type { KnownPrice } from "../prices/types";
import { Candidates } from "./candidates";
import { DATABASE_CLASSES, usageIn, WANTED } from "./wanted";

/** Columns that are looked at; AWS adds others as it likes. */
const COLUMNS = [
  "SKU",
  "RateCode",
  "TermType",
  "StartingRange",
  "PricePerUnit",
  "Currency",
  "usageType",
] as const;

/** Of AWS's lists; one with another first number may mean something else by the same columns. */
const FORMAT = /^v1(\.\d{1,3})?$/;

/** Outposts, Local Zones and Wavelength Zones, which cost more than the region that they belong to. */
const ELSEWHERE = /^AWS (?!Region$)/;

/** Where AWS's lines about the list itself end at the latest. */
const MOST_LINES_BEFORE = 20;

export interface Found {
  readonly prices: ReadonlyMap<PriceKey, KnownPrice>;
  /** Lines that were read. */
  readonly lines: number;
}

type Row = (column: string) => string;

/**
 * Takes the prices out of one price list in AWS's CSV form: lines about the list, a line with the columns' names, and a line for
 * each rate, which product and price are on. One line is held at a time, whatever the size of the list.
 *
 * @param records lines, split into fields
 * @throws PlanError on what is no price list, is of another form or service, has nothing in USD, or gives two prices for the same
 */
export async function collectPrices(
  records: AsyncIterable<readonly string[]>,
  { service, region }: { readonly service: string; readonly region: string },
): Promise<Found> {
  const reader = new Reader(service, region);
  for await (const record of records) reader.read(record);
  return reader.found();
}

class Reader {
  readonly #candidates = new Candidates((what) => this.#error(what));
  readonly #about = new Map<string, string>();
  #columns: ReadonlyMap<string, number> | undefined;
  #lines = 0;
  #hasUsd = false;
  #otherCurrency: string | undefined;

  constructor(
    private readonly service: string,
    private readonly region: string,
  ) {}

  read(record: readonly string[]): void {
    this.#lines += 1;
    if (this.#columns !== undefined) {
      this.#rate(record, this.#columns);
      return;
    }
    const [name = "", value = ""] = record;
    if (name === "SKU") this.#begin(record);
    else if (this.#lines > MOST_LINES_BEFORE) throw this.#error("has no line with the columns' names");
    else this.#about.set(name, value);
  }

  #begin(record: readonly string[]): void {
    const columns = new Map(record.map((name, at): [string, number] => [name, at]));
    const missing = COLUMNS.filter((name) => !columns.has(name));
    if (missing.length > 0) throw this.#error(`lacks the columns ${missing.join(", ")}`);
    const version = this.#about.get("FormatVersion");
    if (version === undefined || !FORMAT.test(version))
      throw this.#error(`is of the form ${quoted(version)}, and only v1 is known`);
    const offer = this.#about.get("OfferCode");
    if (offer !== this.service) throw this.#error(`is the list of ${quoted(offer)}`);
    if (!/^\d{4}-\d\d-\d\dT/.test(this.#date())) throw this.#error("does not tell its day");
    this.#columns = columns;
  }

  #date(): string {
    return this.#about.get("Publication Date") ?? "";
  }

  #rate(record: readonly string[], columns: ReadonlyMap<string, number>): void {
    const row: Row = (column) => record[columns.get(column) ?? -1] ?? "";
    if (row("TermType") !== "OnDemand" || !this.#isInUsd(row("Currency"))) return;
    if (!["", this.region].includes(row("Region Code"))) return;
    if (ELSEWHERE.test(row("Location Type"))) return;
    for (const key of this.#keysOf(row)) this.#offer(key, row);
  }

  #isInUsd(currency: string): boolean {
    if (currency === "USD") this.#hasUsd = true;
    else this.#otherCurrency ??= currency;
    return currency === "USD";
  }

  #keysOf(row: Row): readonly PriceKey[] {
    const usage = usageIn(this.region, row("usageType"));
    const keys: PriceKey[] = (WANTED[this.service] ?? [])
      .filter((each) => each.usage === usage)
      .filter(({ where = {} }) =>
        Object.entries(where).every(([column, values]) => values.includes(row(column))),
      )
      .map(({ key }) => key);
    const database = this.service === "AmazonRDS" ? databaseOf(usage, row) : undefined;
    return database === undefined ? keys : [...keys, database];
  }

  /** The first tier that is not free. */
  #offer(key: PriceKey, row: Row): void {
    const usd = withoutZeros(row("PricePerUnit"));
    if (!isPrice(usd)) throw this.#error(`gives ${quoted(row("PricePerUnit"))} as the price of ${key}`);
    if (Number(usd) === 0) return;
    const start = Number(row("StartingRange") || "0");
    if (!Number.isFinite(start) || start < 0) throw this.#error(`has a tier of ${key} without a start`);
    const price = {
      usd,
      source: "price-list",
      rate: rateCode(row("RateCode")),
      date: this.#date().slice(0, 10),
    };
    this.#candidates.offer(key, row("SKU"), { start, price });
  }

  found(): Found {
    if (this.#columns === undefined) throw this.#error("is empty, or ends before its first price");
    if (!this.#hasUsd && this.#otherCurrency !== undefined)
      throw this.#error(`has no price in USD, but in ${quoted(this.#otherCurrency)}`);
    return { lines: this.#lines, prices: this.#candidates.chosen() };
  }

  #error(what: string): PlanError {
    return new PlanError(`The price list of ${this.service} in ${this.region} ${what}.`, {
      remedy:
        "Nothing was written. AWS may have changed the form: src/plan/cost/refresh says what is looked for.",
    });
  }
}

/** PostgreSQL on AWS's own machines, with one standby or none. */
function databaseOf(usage: string, row: Row): PriceKey | undefined {
  const instanceClass = row("Instance Type");
  if (row("Database Engine") !== "PostgreSQL" || !DATABASE_CLASSES.test(instanceClass)) return undefined;
  if (usage.startsWith("InstanceUsage:") && row("Deployment Option") === "Single-AZ")
    return databaseKey(instanceClass, "single");
  if (usage.startsWith("Multi-AZUsage:") && row("Deployment Option") === "Multi-AZ")
    return databaseKey(instanceClass, "multi");
  return undefined;
}

const quoted = (text: string | undefined): string => JSON.stringify(text?.slice(0, 60) ?? "nothing");

const withoutZeros = (usd: string): string =>
  usd.includes(".") ? usd.replace(/0{1,40}$/, "").replace(/\.$/, "") : usd;

/** SKU, term and rate; whatever else stands there is not kept. */
const rateCode = (text: string): string =>
  /^[A-Z0-9]{1,40}(\.[A-Z0-9]{1,40}){0,2}$/.exec(text)?.[0] ?? "none";
