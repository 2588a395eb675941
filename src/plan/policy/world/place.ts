import { isArray, isObject, type Json, member } from "../../model/json";

/** A value that Terraform learns from the apply alone. */
export const UNKNOWN: unique symbol = Symbol("not known before apply");
export type Unknown = typeof UNKNOWN;

/** What a place holds; undefined where there is nothing. */
export type Value = Json | Unknown | undefined;

/**
 * A place in a planned resource: its value, whether that is known, and what the configuration says there. Where a value is not
 * known, CDKTF's configuration still tells the text with `${...}` for what it refers to; that of HCL tells what it refers to.
 */
export class Place {
  readonly #value: Json | undefined;
  readonly #unknown: Json | undefined;
  readonly #configured: Json | undefined;
  readonly #hasConfiguration: boolean;

  /** @param hasConfiguration whether the plan tells at all what is configured here. @default true */
  constructor(
    value: Json | undefined,
    unknown: Json | undefined,
    configured: Json | undefined,
    { hasConfiguration = true }: { readonly hasConfiguration?: boolean } = {},
  ) {
    this.#value = value;
    this.#unknown = unknown;
    this.#configured = configured;
    this.#hasConfiguration = hasConfiguration;
  }

  at(...path: readonly (string | number)[]): Place {
    return path.reduce<Place>((place, key) => place.#child(key), this);
  }

  /** What is not known and not configured either is AWS's to choose, and as good as not there. */
  get value(): Value {
    if (this.isUnknown) return this.isConfigured ? UNKNOWN : undefined;
    return this.#value ?? undefined;
  }

  /** Whether Terraform learns it from the apply, configured or not. */
  get isUnknown(): boolean {
    return this.#unknown === true;
  }

  /** A text; where it is not known, with `${...}` for what it refers to. */
  get text(): string | Unknown | undefined {
    const { value } = this;
    if (typeof value === "string") return value;
    if (value !== UNKNOWN) return undefined;
    const configured = member(this.#configured, "constant_value");
    return typeof configured === "string" && !/^\$\{[^{}]*\}$/.test(configured) ? configured : UNKNOWN;
  }

  get flag(): boolean | Unknown | undefined {
    const { value } = this;
    return typeof value === "boolean" || value === UNKNOWN ? value : undefined;
  }

  /** Also of a number that is written as a text. */
  get number(): number | Unknown | undefined {
    const { value } = this;
    if (value === UNKNOWN || typeof value === "number") return value;
    return typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
  }

  /** Whether there is something, known or not. */
  get isSet(): boolean {
    const { value } = this;
    return (
      value === UNKNOWN || (value !== undefined && value !== "" && !(isArray(value) && value.length === 0))
    );
  }

  /** Whether the configuration says something here, or cannot be asked. */
  get isConfigured(): boolean {
    if (!this.#hasConfiguration) return true;
    const configured = this.#configured;
    if (isArray(configured)) return configured.length > 0;
    return isObject(configured) && Object.keys(configured).length > 0;
  }

  /** The elements of a list, or the blocks of one kind. */
  get elements(): readonly Place[] {
    const value = this.#value;
    if (isArray(value)) return value.map((_, index) => this.at(index));
    return isArray(this.#configured) && this.isUnknown
      ? this.#configured.map((_, index) => this.at(index))
      : [];
  }

  /** The members of an object that is known. */
  get members(): readonly (readonly [string, Json])[] {
    return !this.isUnknown && isObject(this.#value) ? Object.entries(this.#value) : [];
  }

  /** Texts of a list of texts, or a single one. */
  get texts(): readonly (string | Unknown)[] {
    const places = this.elements.length > 0 ? this.elements : [this];
    const found: (string | Unknown)[] = [];
    for (const { text } of places) if (text !== undefined) found.push(text);
    return found.length === 0 && this.value === UNKNOWN ? [UNKNOWN] : found;
  }

  /** Addresses that the configuration refers to here, and below: `aws_kms_key.main`, `module.network`, `var.key`. */
  get references(): readonly string[] {
    const found = new Set<string>();
    collect(this.#configured, found);
    return [...found];
  }

  #child(key: string | number): Place {
    return new Place(
      childOf(this.#value, key),
      this.#unknown === true ? true : childOf(this.#unknown, key),
      configuredAt(this.#configured, key),
      { hasConfiguration: this.#hasConfiguration },
    );
  }
}

function childOf(value: Json | undefined, key: string | number): Json | undefined {
  if (isArray(value)) return typeof key === "number" ? value[key] : undefined;
  return member(value, String(key));
}

/** Within a constant, each part keeps what the whole refers to. */
function configuredAt(configured: Json | undefined, key: string | number): Json | undefined {
  const constant = member(configured, "constant_value");
  const references = member(configured, "references");
  if (constant === undefined && references === undefined) return childOf(configured, key);
  const part = childOf(constant, key);
  if (constant !== undefined && part === undefined) return undefined;
  return {
    ...(part !== undefined && { constant_value: part }),
    ...(references !== undefined && { references }),
  };
}

function collect(configured: Json | undefined, found: Set<string>): void {
  if (isArray(configured)) for (const each of configured) collect(each, found);
  if (!isObject(configured)) return;
  for (const [key, each] of Object.entries(configured)) {
    if (key !== "references" || !isArray(each)) collect(each, found);
    else for (const reference of each) if (typeof reference === "string") found.add(baseOf(reference));
  }
}

/** `aws_kms_key.main["a"].arn` is a part of `aws_kms_key.main`. */
function baseOf(reference: string): string {
  const parts = reference.replace(/\[[^\]]*\]/g, "").split(".");
  return parts.slice(0, parts[0] === "data" ? 3 : 2).join(".");
}
