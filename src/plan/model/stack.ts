import { parseDocument } from "./document";
import { PlanError } from "./errors";
import { type JsonObject, member, text } from "./json";
import type { Plan } from "./plan";
import { readPlan } from "./read";
import { templateBlocks } from "./template";

/** What CDKTF has synthesised: cdk.tf.json. */
export interface Template {
  readonly stackName: string;
  readonly json: JsonObject;
}

export interface Constructs {
  /**
   * Where the code makes it: `vpc/private-0`, without the stack's name.
   *
   * Undefined where there is no cdk.tf.json, and for what it does not hold, such as what is destroyed.
   */
  pathOf(change: { readonly address: string }): string | undefined;
}

/** A plan, with what it was made from where that is known. */
export interface Stack {
  /** Unique in a report: the stack's name where there is a cdk.tf.json. */
  readonly name: string;
  readonly plan: Plan;
  readonly constructs: Constructs;
  readonly template?: Template;
}

export interface StackOptions {
  /** The plan's file, for messages. */
  readonly source: string;
  /** @default - the name in cdk.tf.json, else the source */
  readonly name?: string;
  /** What is in cdk.tf.json. @default - no construct paths */
  readonly templateText?: string;
  /** @default "cdk.tf.json" */
  readonly templateSource?: string;
}

/** @throws PlanError on a plan or a cdk.tf.json that cannot be read */
export function readStack(planText: string, options: StackOptions): Stack {
  const { source, templateText, templateSource = "cdk.tf.json" } = options;
  const plan = readPlan(planText, source);
  const template = templateText === undefined ? undefined : readTemplate(templateText, templateSource);
  return {
    name: options.name ?? template?.stackName ?? source,
    plan,
    constructs: template ? constructsOf(template) : { pathOf: () => undefined },
    ...(template && { template }),
  };
}

/** @throws PlanError on what is no cdk.tf.json */
export function readTemplate(json: string, source: string): Template {
  const remedy = "`npx cdktf synth` writes it.";
  const document = parseDocument(json, source, remedy);
  const stackName = text(member(member(document, "//"), "metadata"), "stackName");
  if (stackName === undefined) {
    throw new PlanError(`${source} was not written by CDKTF: it does not name its stack.`, { remedy });
  }
  return { stackName, json: document };
}

function constructsOf(template: Template): Constructs {
  const paths = new Map(templateBlocks(template).map(({ address, path }) => [address, path]));
  // an instance's index is the plan's, not the code's; a module's resources have no construct of their own
  return { pathOf: ({ address }) => paths.get(address) ?? paths.get(address.replace(/\[[^[]*\]$/, "")) };
}
