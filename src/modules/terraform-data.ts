import { TerraformResource, type TerraformResourceConfig } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataProps extends Pick<TerraformResourceConfig, "lifecycle"> {
  /** Kept in the state, and given back as `output`. */
  readonly input?: Readonly<Record<string, string>>;
  /** A change replaces the resource, and what is replaced with it. */
  readonly triggersReplace?: Readonly<Record<string, string>>;
}

/**
 * Terraform's built-in `terraform_data`.
 *
 * cdktf's own DataResource starts `terraform version` at each synthesis, once per resource; a stack states the version
 * that it needs.
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps = {},
  ) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      ...(props.lifecycle && { lifecycle: props.lifecycle }),
    });
  }

  /** A UUID that is new with each creation. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.props.input, triggers_replace: this.props.triggersReplace };
  }
}
