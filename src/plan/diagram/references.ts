import { isArray, isObject, type Json } from "../model/json";

/** `type.name` and `data.type.name`, as Terraform's expressions write them, also within modules. */
const ADDRESS = /(?<![\w.-])(?:module\.[\w-]+\.)*(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g;

/** Blocks that say how Terraform works, not what an object is made of. */
const ABOUT_TERRAFORM = new Set(["//", "depends_on", "lifecycle", "provider", "provisioner", "connection"]);

/** One reference, with the attribute that it is in. */
export interface Reference {
  /** Keys from the top, without indices: `network_configuration.subnets`. */
  readonly attribute: string;
  readonly address: string;
}

/**
 * What a block refers to, in its order, each pair of attribute and address once.
 *
 * @param addressesIn the known addresses in a string
 */
export function attributesThatRefer(
  body: Json,
  addressesIn: (text: string) => readonly string[],
): readonly Reference[] {
  const found = new Map<string, Reference>();
  const visit = (value: Json, attribute: string): void => {
    if (typeof value === "string") {
      for (const address of addressesIn(value)) found.set(`${attribute} ${address}`, { attribute, address });
    } else if (isArray(value)) {
      for (const each of value) visit(each, attribute);
    } else if (isObject(value)) {
      for (const [key, each] of Object.entries(value)) {
        if (attribute !== "" || !ABOUT_TERRAFORM.has(key))
          visit(each, attribute === "" ? key : `${attribute}.${key}`);
      }
    }
  };
  visit(body, "");
  return [...found.values()];
}

/** The addresses of a template that its expressions in a string name. */
export function addressesOf(text: string, isAddress: (address: string) => boolean): readonly string[] {
  if (!text.includes("${")) return [];
  const written = (text.match(ADDRESS) ?? []).map((each) =>
    // an output of a closed module, with an attribute of it
    isAddress(each) ? each : (/^module\.[\w-]+/.exec(each)?.[0] ?? each),
  );
  return [...new Set(written)].filter(isAddress);
}

/** The one variable that a string is: `${var.name}`. */
export function variableOf(text: string): string | undefined {
  return /^\$\{var\.([\w-]+)\}$/.exec(text)?.[1];
}
