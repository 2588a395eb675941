/** Terraform's own JSON: what stands in a file main.tf.json, without the provider. */
export interface Configuration {
  readonly variable?: Blocks;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, Blocks>>;
  readonly resource?: Readonly<Record<string, Blocks>>;
  readonly output?: Blocks;
  readonly module?: Blocks;
  readonly check?: Blocks;
  readonly moved?: readonly unknown[];
  readonly import?: readonly unknown[];
  readonly removed?: readonly unknown[];
}

export type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A small stack, what happened to it, and the plan that is kept. */
export interface GoldenCase {
  /** Of the file in `plans`. */
  readonly name: string;
  /** Applied one after the other. @default - nothing is there before the plan */
  readonly applied?: readonly Configuration[];
  /** An apply that must fail, after those of `applied`: the emulator refuses one operation. */
  readonly broken?: { readonly configuration: Configuration; readonly refused: Refusal };
  /** What somebody does outside of Terraform, before the plan. */
  readonly meanwhile?: readonly Outside[];
  readonly planned: Configuration;
  /** Such as `-destroy`. */
  readonly planArguments?: readonly string[];
  /** Addresses that `terraform taint` marks before the plan. */
  readonly tainted?: readonly string[];
  /** The plan ends with an error, and is written all the same. */
  readonly fails?: boolean;
}

/** A call of CloudWatch Logs, by hand. */
export type Outside =
  | { readonly operation: "CreateLogGroup"; readonly logGroupName: string }
  | { readonly operation: "DeleteLogGroup"; readonly logGroupName: string }
  | {
      readonly operation: "PutRetentionPolicy";
      readonly logGroupName: string;
      readonly retentionInDays: number;
    };

/** An operation of a service, in the emulator's words. */
export interface Refusal {
  readonly service: string;
  readonly operation: string;
}

/** As Terraform takes a reference, or a function, in JSON. */
export const ref = (expression: string): string => `\${${expression}}`;
