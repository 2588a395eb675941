import type { TerraformResource } from "cdktf";

/** A resource's address, to stand inside a Terraform expression that cdktf cannot build. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
