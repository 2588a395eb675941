import type { Terraform } from "./terraform";

/** Where stacks on the emulator keep their states. */
export const STATE_BUCKET = "terraform-state";

/** `terraform init` with that bucket, which has to exist. */
export function initialise(terraform: Terraform): Promise<void> {
  return terraform.init({ bucket: STATE_BUCKET, use_path_style: "true" });
}
