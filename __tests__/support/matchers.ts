import { expect } from "vitest";
import { assertKnown } from "./provider-schema";
import { Block, Synthesised } from "./terraform-json";

/** Arguments of a resource as Terraform names them: each must be equal as a whole; `undefined` means absent. */
export type Properties = Readonly<Record<string, unknown>>;

interface PlatformMatchers<R> {
  /** There is a resource of this type with these arguments, others beside them ignored. */
  toHaveResource(type: string, properties?: Properties): R;
  /** There is no resource of this type, or none with these arguments. */
  toHaveNoResource(type: string, properties?: Properties): R;
  /** There are exactly so many resources of this type, or with these arguments. */
  toHaveResourceCount(type: string, count: number, properties?: Properties): R;
  /** The resource names all of these in `depends_on`, others beside them ignored. */
  toDependOn(...blocks: readonly Block[]): R;
}

declare module "vitest" {
  interface Matchers<T> extends PlatformMatchers<T> {}
}

interface Context {
  readonly equals: (a: unknown, b: unknown) => boolean;
  readonly utils: {
    readonly stringify: (value: unknown) => string;
    readonly diff: (a: unknown, b: unknown) => unknown;
  };
}

expect.extend({
  toHaveResource(received: unknown, type: string, properties: Properties = {}) {
    const found = search(this, received, type, properties);
    return {
      pass: found.matching.length > 0,
      message: () =>
        found.matching.length > 0
          ? `expected no ${found.wanted}, and there is ${addresses(found.matching)}`
          : `expected a ${found.wanted}\n${nearest(this, found.all, properties)}`,
    };
  },

  toHaveNoResource(received: unknown, type: string, properties: Properties = {}) {
    const found = search(this, received, type, properties);
    return {
      pass: found.matching.length === 0,
      message: () =>
        found.matching.length === 0
          ? `expected a ${found.wanted}\n${nearest(this, found.all, properties)}`
          : `expected no ${found.wanted}, and there is ${addresses(found.matching)}`,
    };
  },

  toHaveResourceCount(received: unknown, type: string, count: number, properties: Properties = {}) {
    const found = search(this, received, type, properties);
    const actual = found.matching.length;
    return {
      pass: actual === count,
      message: () =>
        `expected ${this.isNot ? "another number than " : ""}${count} of ${found.wanted}, got ${actual}: ` +
        (actual > 0 ? addresses(found.matching) : nearest(this, found.all, properties)),
    };
  },

  toDependOn(received: unknown, ...blocks: readonly Block[]) {
    if (!(received instanceof Block))
      throw new TypeError("toDependOn wants a resource of a synthesised stack");
    if (blocks.length === 0) throw new TypeError("toDependOn wants at least one resource");
    const named = received.values.depends_on ?? [];
    const [missing, present] = partition(
      blocks.map((block) => block.address),
      (address) => !JSON.stringify(named).includes(`"${address}"`),
    );
    return {
      // negated, none of them may be there
      pass: this.isNot ? present.length > 0 : missing.length === 0,
      message: () =>
        this.isNot
          ? `expected ${received.address} not to depend on ${present.join(", ")}`
          : `expected ${received.address} to depend on ${missing.join(", ")}; it depends on ${this.utils.stringify(named)}`,
    };
  },
});

function search(context: Context, received: unknown, type: string, properties: Properties) {
  if (!(received instanceof Synthesised)) throw new TypeError("expected a synthesised stack");
  assertKnown(type, Object.keys(properties));
  const all = received.resources(type);
  return {
    wanted:
      Object.keys(properties).length === 0 ? type : `${type} with ${context.utils.stringify(properties)}`,
    all,
    matching: all.filter((block) => differing(context, block, properties).length === 0),
  };
}

function differing({ equals }: Context, block: Block, properties: Properties): readonly string[] {
  return Object.entries(properties)
    .filter(([key, expected]) => !equals(block.values[key], expected))
    .map(([key]) => key);
}

/** What comes closest to what was looked for, and where it differs. */
function nearest(context: Context, all: readonly Block[], properties: Properties): string {
  const [closest] = [...all].sort(
    (a, b) => differing(context, a, properties).length - differing(context, b, properties).length,
  );
  if (closest === undefined) return "there is none of this type";
  const keys = differing(context, closest, properties);
  const pick = (from: Properties) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return `the nearest is ${closest.address}:\n${String(context.utils.diff(pick(properties), pick(closest.values)))}`;
}

function addresses(blocks: readonly Block[]): string {
  return blocks.map((block) => block.address).join(", ");
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
