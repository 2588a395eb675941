/** Any JSON. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export interface Attributes {
  readonly [key: string]: Value;
}

/** A change of a plan to be. */
export interface Planned {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  readonly unknown?: Attributes;
  readonly sensitive?: Attributes;
  readonly replacePaths?: readonly (readonly (string | number)[])[];
}

const PROVIDER = "registry.terraform.io/hashicorp/aws";

/** A plan as `terraform show -json` prints it: each value also among what is planned, and among what was. */
export function documentOf(changes: readonly Planned[]): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: { resources: changes.flatMap((each) => resource(each, each.after)) } },
    resource_changes: changes.map(changeOf),
    prior_state: {
      format_version: "1.0",
      terraform_version: "1.11.4",
      values: { root_module: { resources: changes.flatMap((each) => resource(each, each.before)) } },
    },
    configuration: {
      provider_config: {
        aws: { name: "aws", full_name: PROVIDER, expressions: { region: { constant_value: "us-east-1" } } },
      },
      root_module: {
        resources: changes.map(({ type, name }) => ({
          address: `${type}.${name}`,
          mode: "managed",
          type,
          name,
          provider_config_key: "aws",
          schema_version: 0,
        })),
      },
    },
    timestamp: "2026-01-01T00:00:00Z",
    applyable: true,
    complete: true,
    errored: false,
  });
}

function resource({ type, name, sensitive = {} }: Planned, values: Attributes | null): readonly Value[] {
  if (values === null) return [];
  return [
    {
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      provider_name: PROVIDER,
      schema_version: 0,
      values,
      sensitive_values: sensitive,
    },
  ];
}

function changeOf({
  type,
  name,
  actions,
  before,
  after,
  unknown = {},
  sensitive = {},
  replacePaths,
}: Planned): Value {
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_name: PROVIDER,
    change: {
      actions,
      before,
      after,
      after_unknown: after === null ? {} : unknown,
      before_sensitive: before === null ? false : sensitive,
      after_sensitive: after === null ? false : sensitive,
      ...(replacePaths && { replace_paths: replacePaths }),
    },
  };
}
