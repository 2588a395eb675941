import { type Policy, readPolicy, type Statement } from "../../support/iam/evaluator";
import type { Command } from "./call";

/** What a role has that runs a command: the policies of its own, and the one for plans, which comes first. */
export const ATTACHED: Readonly<Record<Command, readonly string[]>> = {
  plan: ["plan.json"],
  apply: [
    "apply-network.json",
    "apply-balancer.json",
    "apply-service.json",
    "apply-data.json",
    "apply-operations.json",
    "apply-roles.json",
  ],
  destroy: ["destroy.json", "destroy-data.json"],
};

export const FILES: readonly string[] = Object.values(ATTACHED).flat();

/**
 * Statements that hold for other environments, too, by their reason. For actions of those whose names end with `WithoutResources` AWS
 * knows no resource.
 */
export const OPEN: Readonly<Record<string, string>> = {
  CopyBackups: "their ids are AWS's, and they have no tags",
  EmptyUntaggedGroup: "a VPC's default security group has no tags until it is taken over",
  FindState: "states of several environments may be in one bucket",
  KeepRulesOfAws: "rules that AWS manages are everybody's, and a web ACL has to be changed with its rules",
  MakeServiceLinkedRoles: "an account has one of each, for all of its environments",
  ReadCopiedBackups: "their ids are AWS's, and they have no tags",
  ReadDatabases: "the provider asks for a database by an id of AWS's",
  ReadEveryAlarm: "AWS checks the call against all alarms, whichever are asked for",
};

/**
 * Statements that let a role give its tags to what has none yet, by the reason why it has to be so. Whatever has another environment's
 * tags is denied by them.
 */
export const UNTAGGED: Readonly<Record<string, string>> = {
  MakeScaling: "AWS does not tell tags of what is being registered from those of a target that is there",
  TagKeys: "to make a key with tags one has to be allowed to tag every key of account and region",
  TagUntaggedGroup: "a VPC's default security group has no tags until it is taken over",
};

/** The statements of policies with their placeholders. */
export function statementsOf(files: readonly string[]): readonly Statement[] {
  return files.flatMap((file) => (JSON.parse(readPolicy(file)) as Policy).Statement);
}

/** What stands for placeholders in the recorded environments, all of the project `langgraph`. */
export function filledIn(statements: readonly Statement[], environment: string): readonly Statement[] {
  const values: Readonly<Record<string, string>> = {
    Account: "123456789012",
    BackupRegion: "us-west-2",
    Environment: environment,
    Project: "langgraph",
    Region: "us-east-1",
    StateBucket: "terraform-state",
  };
  return JSON.parse(
    JSON.stringify(statements).replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}
