/** What a model costs, in USD per million tokens. */
export interface ModelPrice {
  readonly inputPerMillion: number;
  /** @default - cached tokens cost as much as other input */
  readonly cachedInputPerMillion?: number | undefined;
  /** Of all output, reasoning included. */
  readonly outputPerMillion: number;
  /** Where the price was read, such as the address of the provider's price list. */
  readonly source: string;
  /** Day on which it was read, such as "2026-11-24". */
  readonly asOf: string;
}

const OPENAI = { source: "https://developers.openai.com/api/docs/pricing", asOf: "2026-11-24" } as const;

const GPT_4O = { inputPerMillion: 2.5, cachedInputPerMillion: 1.25, outputPerMillion: 10, ...OPENAI };
const GPT_4O_MINI = { inputPerMillion: 0.15, cachedInputPerMillion: 0.075, outputPerMillion: 0.6, ...OPENAI };
const GPT_35_TURBO = { inputPerMillion: 0.5, outputPerMillion: 1.5, ...OPENAI };

/** The prices that are known, by the exact name of the model; those of OpenAI's standard tier. */
export const PRICES: Readonly<Record<string, ModelPrice>> = {
  "gpt-4o": GPT_4O,
  "gpt-4o-2024-11-20": GPT_4O,
  "gpt-4o-2024-08-06": GPT_4O,
  "gpt-4o-2024-05-13": { inputPerMillion: 5, outputPerMillion: 15, ...OPENAI },
  "gpt-4o-mini": GPT_4O_MINI,
  "gpt-4o-mini-2024-07-18": GPT_4O_MINI,
  "gpt-3.5-turbo": GPT_35_TURBO,
  "gpt-3.5-turbo-0125": GPT_35_TURBO,
  "gpt-3.5-turbo-1106": { inputPerMillion: 1, outputPerMillion: 2, ...OPENAI },
};

/** Prices by the exact name of the model: those that are known, and a user's. */
export class PriceList {
  readonly #prices: ReadonlyMap<string, ModelPrice>;

  /**
   * @param additions prices of further models, and of known ones in place of the list's. @default - none
   * @throws TypeError for additions that are no prices, with a line for each problem
   */
  constructor(additions: Readonly<Record<string, ModelPrice>> = {}) {
    const problems = problemsOfPrices(additions);
    if (problems.length > 0) throw new TypeError(problems.join("\n"));
    this.#prices = new Map([...Object.entries(PRICES), ...Object.entries(additions)]);
  }

  get(model: string): ModelPrice | undefined {
    return this.#prices.get(model);
  }
}

const AMOUNTS: readonly string[] = ["inputPerMillion", "cachedInputPerMillion", "outputPerMillion"];
const FIELDS: readonly string[] = [...AMOUNTS, "source", "asOf"];

/** A sentence for each price, or part of one, that cannot be meant. */
export function problemsOfPrices(prices: unknown): readonly string[] {
  if (!isObject(prices)) return [`prices is ${shown(prices)}: give prices by the name of the model.`];
  return Object.entries(prices).flatMap(([model, price]: [string, unknown]) => problemsOf(model, price));
}

function problemsOf(model: string, price: unknown): readonly string[] {
  if (model === "") return ['prices has a price for "": give the name that the model is asked for by.'];
  const path = `prices[${JSON.stringify(model)}]`;
  if (!isObject(price)) return [`${path} is ${shown(price)}: give { ${FIELDS.join(", ")} }.`];
  const amounts = AMOUNTS.flatMap((name) => {
    const value: unknown = Reflect.get(price, name);
    if (name === "cachedInputPerMillion" && value === undefined) return [];
    if (typeof value === "number" && Number.isFinite(value) && value >= 0) return [];
    return [`${path}.${name} is ${shown(value)}: give USD per million tokens, 0 or more.`];
  });
  const source: unknown = Reflect.get(price, "source");
  const asOf: unknown = Reflect.get(price, "asOf");
  const others = Object.keys(price).filter((name) => !FIELDS.includes(name));
  return [
    ...amounts,
    ...(typeof source === "string" && source.trim() !== ""
      ? []
      : [`${path}.source is ${shown(source)}: say where the price was read.`]),
    ...(isDay(asOf)
      ? []
      : [`${path}.asOf is ${shown(asOf)}: give the day of the price, such as "2026-11-24".`]),
    ...others.map((name) => `${path} has no field ${JSON.stringify(name)}: it has ${FIELDS.join(", ")}.`),
  ];
}

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  // 2026-02-30 would be taken for a day in March
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
