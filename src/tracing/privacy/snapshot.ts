import { SECRET_PLACEHOLDER } from "langsmith/anonymizer";
import { isSecretName, type ScrubText } from "./rules";

/** What a snapshot costs in memory beside its strings, by value. */
const VALUE_BYTES = 16;
const MAX_DEPTH = 64;
/** A number of this name counts or names something. */
const COUNTS = /token$/i;
/** Names shorter than this hold no secret. */
const MIN_NAME = 16;

export interface Snapshot {
  readonly value: unknown;
  /** Estimate of the memory that it holds. */
  readonly bytes: number;
}

export interface SnapshotOptions {
  /** @default - strings are kept as they are */
  readonly scrub?: ScrubText | undefined;
  /** Estimated size at which the rest is left out. @default Infinity */
  readonly maxBytes?: number | undefined;
}

/**
 * A plain copy of a value as JSON would have it, scrubbed on the way: what is done to the value afterwards changes
 * nothing. Never throws: getters and `toJSON` that do are told in their place.
 */
export function snapshot(value: unknown, options: SnapshotOptions = {}): Snapshot {
  const walk = new Walk(options.scrub, options.maxBytes ?? Number.POSITIVE_INFINITY);
  return { value: walk.copy(value, "", 0), bytes: walk.bytes };
}

class Walk {
  bytes = 0;
  readonly #open = new Set<object>();

  constructor(
    private readonly scrub: ScrubText | undefined,
    private readonly maxBytes: number,
  ) {}

  copy(value: unknown, name: string, depth: number): unknown {
    this.bytes += VALUE_BYTES;
    switch (typeof value) {
      case "string":
        return this.text(value, name);
      case "number":
        if (this.scrub !== undefined && isSecretName(name) && !COUNTS.test(name)) return SECRET_PLACEHOLDER;
        // JSON has no -0
        return Number.isFinite(value) ? value + 0 : String(value);
      case "boolean":
        return value;
      case "bigint":
        return value.toString();
      case "object":
        return value === null ? null : this.object(value, name, depth);
      default:
        // functions, symbols and undefined are no JSON
        return undefined;
    }
  }

  private text(value: string, name: string): string {
    if (this.scrub !== undefined && value !== "" && isSecretName(name)) return SECRET_PLACEHOLDER;
    const room = this.maxBytes - this.bytes;
    const kept = value.length > room ? `${value.slice(0, Math.max(0, room))}…[truncated]` : value;
    this.bytes += kept.length;
    return this.scrub === undefined ? kept : this.scrub(kept);
  }

  private object(value: object, name: string, depth: number): unknown {
    if (this.#open.has(value)) return "[Circular]";
    if (depth >= MAX_DEPTH) return "[Too deep]";
    if (this.bytes >= this.maxBytes) return "[truncated]";
    this.#open.add(value);
    try {
      return this.content(value, name, depth);
    } catch (error) {
      return `[Unreadable: ${error instanceof Error ? error.name : "thrown"}]`;
    } finally {
      this.#open.delete(value);
    }
  }

  private content(value: object, name: string, depth: number): unknown {
    if (Array.isArray(value)) return this.array(value, name, depth);
    if (value instanceof Error) return this.error(value, depth);
    if (value instanceof Map) return this.entries(value, depth);
    if (value instanceof Set) return this.array([...value.values()], name, depth);
    if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
    if (hasToJson(value)) return this.copy(value.toJSON(), name, depth + 1);
    return this.properties(value, depth);
  }

  private array(values: readonly unknown[], name: string, depth: number): unknown[] {
    const [first, second] = values;
    // a header, as fetch lists them
    if (values.length === 2 && typeof first === "string" && isSecretName(first)) {
      return [this.copy(first, "", depth + 1), this.copy(second, first, depth + 1) ?? null];
    }
    const copies: unknown[] = [];
    for (const each of values) {
      if (this.bytes >= this.maxBytes) {
        copies.push("[truncated]");
        break;
      }
      copies.push(this.copy(each, name, depth + 1) ?? null);
    }
    return copies;
  }

  private entries(map: ReadonlyMap<unknown, unknown>, depth: number): unknown[] {
    const copies: unknown[] = [];
    for (const [key, value] of map) {
      if (this.bytes >= this.maxBytes) break;
      const name = typeof key === "string" ? key : "";
      copies.push([this.copy(key, "", depth + 1) ?? null, this.copy(value, name, depth + 1) ?? null]);
    }
    return copies;
  }

  private properties(value: object, depth: number): Record<string, unknown> {
    const copies: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (this.bytes >= this.maxBytes) {
        copies["[truncated]"] = true;
        break;
      }
      this.bytes += key.length;
      const copy = this.copy(Reflect.get(value, key), key, depth + 1);
      if (copy === undefined) continue;
      const kept = this.scrub === undefined || key.length < MIN_NAME ? key : this.scrub(key);
      if (kept === "__proto__") Object.defineProperty(copies, kept, { value: copy, enumerable: true });
      else copies[kept] = copy;
    }
    return copies;
  }

  private error(error: Error, depth: number): Record<string, unknown> {
    return {
      name: error.name,
      message: this.copy(error.message, "", depth + 1),
      ...this.properties(error, depth),
    };
  }
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}
