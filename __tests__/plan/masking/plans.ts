import type { Json } from "../../../src/plan/model/json";
import type { Plan } from "../../../src/plan/model/plan";
import { readPlan } from "../../../src/plan/model/read";

/** A plan as Terraform prints it, of what is given. */
export function planOf(parts: { readonly [key: string]: Json }): Plan {
  return readPlan(
    JSON.stringify({ format_version: "1.2", terraform_version: "1.11.4", ...parts }),
    "tfplan.json",
  );
}

/** A resource that is changed. */
export function change(parts: {
  readonly address?: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly before_sensitive?: Json;
  readonly after_sensitive?: Json;
}): Json {
  const { address = "aws_thing.one", before = {}, after = {}, ...marks } = parts;
  const [type = "", name = ""] = address.split(".");
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions: ["update"],
      before,
      after,
      after_unknown: {},
      before_sensitive: false,
      after_sensitive: false,
      ...marks,
    },
  };
}
