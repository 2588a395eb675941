import { zipOf } from "./zip";

export interface PlanFileOptions {
  readonly template?: string;
  readonly lineage?: string;
  readonly serial?: number;
}

/** A plan file as Terraform 1.11 writes it, as far as the tool looks into it. */
export function planFile({ template = "{}", lineage = "lineage-1", serial = 7 }: PlanFileOptions = {}) {
  const state = { version: 4, terraform_version: "1.11.4", serial, lineage, resources: [] };
  return zipOf({
    tfplan: "state-canary",
    tfstate: JSON.stringify(state),
    "tfstate-prev": JSON.stringify({ ...state, serial: 0, lineage: "" }),
    "tfconfig/m-/cdk.tf.json": template,
    "tfconfig/modules.json": "[]",
  });
}
