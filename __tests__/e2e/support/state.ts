import type { Terraform } from "../../../src/local/terraform";

/** One resource of a state, as `terraform show -json` gives it. */
export interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The managed resources of the current state. */
export async function stateResources(terraform: Terraform): Promise<readonly StateResource[]> {
  const shown = (await terraform.show()) as {
    readonly values?: { readonly root_module: { readonly resources?: readonly StateResource[] } };
  };
  return (shown.values?.root_module.resources ?? []).filter(({ mode }) => mode === "managed");
}

/** The only resource of a type, or the one whose address contains `part`. */
export async function stateResource(terraform: Terraform, type: string, part = ""): Promise<StateResource> {
  const found = (await stateResources(terraform)).filter(
    (resource) => resource.type === type && resource.address.includes(part),
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0)
    throw new Error(`${found.length} resources are ${type} *${part}*`);
  return only;
}
