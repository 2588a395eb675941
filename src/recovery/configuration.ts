import { type Attributes, InputError, json } from "./state";

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

interface Synthesised {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly provider?: {
    readonly aws?: readonly {
      readonly region?: unknown;
      readonly default_tags?: readonly { readonly tags?: Readonly<Record<string, unknown>> }[];
    }[];
  };
}

/** Those that tell a platform's resources from all others. */
const OWN_TAGS = ["Project", "Environment", "ManagedBy"];

/**
 * Reads a synthesised stack, cdk.tf.json.
 *
 * @throws InputError when it is something else
 */
export function readConfiguration(text: string): Configuration {
  const stack = json(text, "cdk.tf.json") as Synthesised | null;
  const [provider] = stack?.provider?.aws ?? [];
  const given = provider?.default_tags?.[0]?.tags ?? {};
  const tags = OWN_TAGS.flatMap((name) => {
    const value = given[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  if (
    stack?.resource === undefined ||
    typeof provider?.region !== "string" ||
    tags.length < OWN_TAGS.length
  ) {
    throw new InputError(
      `cdk.tf.json is no stack of this platform: it needs resources, a region, and the default tags ${OWN_TAGS.join(", ")}.`,
    );
  }
  const resources = Object.entries(stack.resource)
    .flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => ({ address: `${type}.${name}`, type, body })),
    )
    .filter(({ body }) => body.provider === undefined);
  const own = Object.fromEntries(tags);
  return { resources, region: provider.region, tags: own, prefix: `${own.Project}-${own.Environment}` };
}
