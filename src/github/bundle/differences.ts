import type { Facts } from "./manifest";

/**
 * Why a plan is not the plan of what is there now, a sentence for each thing that differs.
 *
 * Terraform itself looks at the state alone: with the source edited after the plan, it would apply the old content without a word.
 */
export function differences(planned: Facts, now: Facts): readonly string[] {
  const { state } = planned;
  return [
    ...differing("the source's tree", planned.tree, now.tree),
    ...differing("the hash of cdk.tf.json", planned.template, now.template),
    ...differing("the hash of .terraform.lock.hcl", planned.lockFile, now.lockFile),
    ...differing("the hash of the tfvars file", planned.tfvars, now.tfvars),
    ...differing("the state's lineage", state.lineage, now.state.lineage),
    ...differing("the state's serial", state.serial, now.state.serial),
    ...differing("Terraform's version", planned.terraform, now.terraform),
  ];
}

type Fact = string | number | null;

function differing(what: string, planned: Fact, now: Fact): readonly string[] {
  return planned === now
    ? []
    : [`${what} was ${shown(planned)} when it was planned, and is ${shown(now)} now`];
}

/** Of a hash as much as people compare. */
function shown(fact: Fact): string {
  if (fact === null || fact === "") return "none";
  return typeof fact === "string" && /^[0-9a-f]{40,}$/.test(fact) ? fact.slice(0, 12) : String(fact);
}
