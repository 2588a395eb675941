import { join } from "node:path";
import { isatty } from "node:tty";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { S3Client } from "@aws-sdk/client-s3";
import { DeployError, EXIT } from "../../deploy/errors";
import { explainAws } from "../../deploy/explain";
import { PlanError } from "../../plan/model/errors";
import { type Aws, findExisting } from "../../recovery/aws";
import { importBlocks } from "../../recovery/blocks";
import { readConfiguration } from "../../recovery/configuration";
import { expectStateOf, InputError, readState } from "../../recovery/state";
import { findUnfinished } from "../../recovery/unfinished";
import { type ClientOptions, clientConfig } from "../delivery/client-config";
import type { Io } from "../delivery/io";
import { errorText } from "../delivery/result";
import { plain } from "../delivery/text";
import { readInput } from "../plan/input";
import { unfinishedText } from "./text";

/** How `unfinished` ends; with 2 where it is used wrongly, and with 6 where AWS answers with an error. */
const UNFINISHED_EXIT = {
  nothing: 0,
  /** An input cannot be read, or a fault of the tool itself. */
  unreadable: 1,
  /** Something is tainted, or exists outside of the state. */
  something: 3,
} as const;

export interface UnfinishedOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

/**
 * @param stack the stack's folder
 * @param stateFile `-` is standard input
 * @param typed whether standard input is a terminal, at which nobody types a state
 * @returns the exit code
 */
export async function unfinishedCommand(
  stack: string,
  stateFile: string,
  options: UnfinishedOptions,
  io: Io,
  typed = isatty(0),
): Promise<number> {
  try {
    if (stateFile === "-" && typed) throw noState(stack);
    const { resources, region, tags, prefix } = readConfiguration(readInput(join(stack, "cdk.tf.json")));
    const state = readState(readInput(stateFile));
    expectStateOf(tags, state);
    const aws = createClients({ region, profile: options.profile });
    const { found, unknown } = await findExisting(aws, tags, prefix).catch((error: unknown) => {
      throw explainAws(error);
    });
    const unfinished = { ...findUnfinished(resources, state, found), unknown };
    const blocks = importBlocks(unfinished.imports);
    if (options.json) io.out.write(`${JSON.stringify({ ...unfinished, importBlocks: blocks }, null, 2)}\n`);
    else {
      io.out.write(blocks);
      io.err.write(`${unfinishedText(unfinished)}\n`);
    }
    const { imports, tainted, leftovers, unclear } = unfinished;
    const left = [imports, tainted, leftovers, unclear, unknown].flat();
    return left.length === 0 ? UNFINISHED_EXIT.nothing : UNFINISHED_EXIT.something;
  } catch (error) {
    return failed(error, io);
  }
}

function noState(stack: string): DeployError {
  return new DeployError(
    "usage",
    "There is no state: standard input is a terminal. Give it Terraform's answer:",
    undefined,
    [`terraform -chdir=${stack} show -json | langgraph-platform unfinished ${stack} > imports.tf`],
  );
}

function failed(error: unknown, io: Io): number {
  if (error instanceof DeployError) {
    io.err.write(`${errorText(error)}\n`);
    return EXIT[error.outcome];
  }
  if (!(error instanceof InputError || error instanceof PlanError)) throw error;
  const remedy = error instanceof PlanError && error.remedy !== undefined ? `\n${error.remedy}` : "";
  io.err.write(`${plain(error.message)}${remedy}\n`);
  return UNFINISHED_EXIT.unreadable;
}

function createClients({ region, profile }: ClientOptions): Aws {
  const config = clientConfig({ region, profile });
  return {
    tags: new ResourceGroupsTaggingAPIClient(config),
    network: new EC2Client(config),
    loadBalancers: new ElasticLoadBalancingV2Client(config),
    iam: new IAMClient(config),
    keys: new KMSClient(config),
    codeDeploy: new CodeDeployClient(config),
    buckets: new S3Client(config),
  };
}
