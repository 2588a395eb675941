/** The commands of Terraform whose permissions are looked at. */
export const COMMANDS = ["plan", "apply", "destroy"] as const;
export type Command = (typeof COMMANDS)[number];

/** A call of AWS as far as IAM looks at it, without what differs from one run to the next. */
export interface Call {
  /** The service's model and its operation, such as `elbv2.CreateListener`. */
  readonly call: string;
  readonly region: string;
  /** The parameters that name resources, with the structure's name before that of its member; see the emulator's README. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Those tags of what the call makes that say whose it is. */
  readonly tags: Readonly<Record<string, string>>;
  /** Kinds of EC2 resources that the call makes with tags. */
  readonly tagged: readonly string[];
}

/** The values of parameters, whichever of them a call has. */
export function values(call: Call, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => call.names[name] ?? []);
}
