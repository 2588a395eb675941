import { type Attributes, InputError, isObject, json } from "./state";

/** A resource as it is synthesised; its values may hold Terraform's expressions. */
export interface Declared {
  readonly address: string;
  readonly type: string;
  readonly body: Attributes;
}

/** What a synthesised stack says about itself. */
export interface Configuration {
  /** Those of its region: what has a provider of its own is elsewhere. */
  readonly resources: readonly Declared[];
  readonly region: string;
  /** Tags that Terraform's provider gives to all it makes. */
  readonly tags: Readonly<Record<string, string>>;
  /** What the names of its resources begin with. */
  readonly prefix: string;
}

/** Those that tell a platform's resources from all others. */
const OWN_TAGS = ["Project", "Environment", "ManagedBy"];

/**
 * Reads a synthesised stack, cdk.tf.json.
 *
 * @throws InputError when it is something else
 */
export function readConfiguration(text: string): Configuration {
  const stack = json(text, "cdk.tf.json");
  const provider = first(part(part(stack, "provider"), "aws"));
  const region = part(provider, "region");
  const given = part(first(part(provider, "default_tags")), "tags");
  const tags = OWN_TAGS.flatMap((name) => {
    const value = part(given, name);
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const resource = part(stack, "resource");
  if (!isObject(resource) || typeof region !== "string" || tags.length < OWN_TAGS.length) {
    throw noStack(`it needs resources, a region, and the default tags ${OWN_TAGS.join(", ")}`);
  }
  const own = Object.fromEntries(tags);
  return { resources: declaredIn(resource), region, tags: own, prefix: `${own.Project}-${own.Environment}` };
}

function declaredIn(resource: Attributes): readonly Declared[] {
  return Object.entries(resource)
    .flatMap(([type, named]) => {
      if (!isObject(named)) throw noStack(`its ${type} is no object`);
      return Object.entries(named).map(([name, body]) => {
        const address = `${type}.${name}`;
        if (!isObject(body)) throw noStack(`its ${address} is no object`);
        return { address, type, body };
      });
    })
    .filter(({ body }) => body.provider === undefined);
}

function part(whole: unknown, name: string): unknown {
  return isObject(whole) ? whole[name] : undefined;
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function noStack(why: string): InputError {
  return new InputError(`cdk.tf.json is no stack of this platform: ${why}.`);
}
