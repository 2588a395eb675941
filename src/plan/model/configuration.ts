import { isObject, type Json, type JsonObject, list, member, text } from "./json";

/** A resource block of the configuration, by its address without indexes. */
export interface Block {
  readonly provider: string | undefined;
  readonly expressions: Json;
}

/** Resource blocks of all modules. */
export function blocksOf(json: JsonObject): ReadonlyMap<string, Block> {
  const found = new Map<string, Block>();
  const visit = (module: Json | undefined, prefix: string): void => {
    for (const resource of list(module, "resources")) {
      const address = text(resource, "address");
      if (address === undefined) continue;
      found.set(prefix + address, {
        provider: text(resource, "provider_config_key"),
        expressions: member(resource, "expressions") ?? {},
      });
    }
    const calls = member(module, "module_calls");
    if (!isObject(calls)) return;
    for (const [name, call] of Object.entries(calls))
      visit(member(call, "module"), `${prefix}module.${name}.`);
  };
  visit(member(member(json, "configuration"), "root_module"), "");
  return found;
}

/** `module.a["x"].aws_b.c[0]` as the configuration has it: `module.a.aws_b.c`. */
export function withoutIndexes(address: string): string {
  if (!address.includes("[")) return address;
  // no `[` within brackets without quotes: linear whatever an address holds
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\][" ]*)\]/g, "");
}
