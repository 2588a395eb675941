import { isArray, isObject, type Json, list, member, text } from "../model/json";
import type { Plan, ResourceChange } from "../model/plan";
import { kindOf } from "./counts";

/**
 * What running tasks, and those of a release that one may go back to, stand on: its removal is to wait until no release uses it.
 * By type, what happens without it.
 */
const CONSEQUENCES = new Map(
  Object.entries({
    aws_ecs_task_definition: "a release that runs it, or goes back to it, can start no task",
    aws_secretsmanager_secret: "tasks that refer to it cannot start",
    aws_secretsmanager_secret_version: "tasks that refer to its secret cannot start without a value",
    aws_ssm_parameter: "tasks that refer to it cannot start",
    aws_lb_target_group: "a release behind it gets no traffic",
    aws_ecr_repository: "tasks of its images cannot start",
    aws_cloudwatch_log_group: "tasks that write to it cannot start",
    aws_iam_role: "tasks that take it cannot start",
    aws_ecs_cluster: "its tasks end",
    aws_ecs_service: "its tasks end",
  }),
);

/** Which of a plan's removals the running or the previous release may need. */
export class Usage {
  readonly #plan: Plan;
  #references: ReadonlyMap<string, string> | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** In words, with who uses it where the plan's own state tells; undefined of what releases do not need. */
  of(change: ResourceChange): string | undefined {
    const kind = kindOf(change);
    if (kind !== "destroy" && kind !== "replace") return undefined;
    const consequence = change.mode === "managed" ? CONSEQUENCES.get(change.type) : undefined;
    if (consequence === undefined || change.deposed !== undefined || isKept(change)) return undefined;
    // its new revision or version is what replaces it; tasks keep what they have until the next release
    if (kind === "replace" && REPLACED_BY_RELEASE.has(change.type)) return undefined;
    const user = this.#userOf(change);
    if (user !== undefined) return `used by ${user}: ${consequence}`;
    return `see that no release uses it, running or gone back to: ${consequence}`;
  }

  #userOf({ before, address }: ResourceChange): string | undefined {
    this.#references ??= referencesIn(this.#plan);
    for (const key of ["arn", "id", "secret_id", "name", "repository_url"]) {
      const value = text(before, key);
      const user = value === undefined ? undefined : this.#references.get(value);
      if (user !== undefined && user !== address) return user;
    }
    return undefined;
  }
}

const REPLACED_BY_RELEASE = new Set(["aws_secretsmanager_secret_version", "aws_ecs_task_definition"]);

/** AWS keeps a task definition's revision, or a log group, that Terraform only forgets. */
function isKept({ before }: ResourceChange): boolean {
  return member(before, "skip_destroy") === true;
}

/** What task definitions and services refer to, as they are before the plan: names and ARNs, and the address that refers to each. */
function referencesIn(plan: Plan): ReadonlyMap<string, string> {
  const references = new Map<string, string>();
  for (const { type, address, before } of plan.changes) {
    if (before === null) continue;
    const add = (value: string | undefined) => value && references.set(value, address);
    if (type === "aws_ecs_task_definition") {
      for (const each of taskReferences(before)) add(each);
    } else if (type === "aws_ecs_service") {
      for (const each of list(before, "load_balancer")) add(text(each, "target_group_arn"));
      add(text(before, "task_definition"));
      add(text(before, "cluster"));
    } else if (type === "aws_lb_listener" || type === "aws_lb_listener_rule") {
      for (const each of textsIn(member(before, type === "aws_lb_listener" ? "default_action" : "action")))
        add(each);
    }
  }
  return references;
}

function taskReferences(task: Json): readonly (string | undefined)[] {
  return [
    text(task, "execution_role_arn"),
    text(task, "task_role_arn"),
    ...containersOf(task).flatMap((container) => [
      // `arn:...:secret:name-AbCdEf:json-key:version:` refers to the secret up to its random suffix
      ...list(container, "secrets").flatMap((each) => secretArn(text(each, "valueFrom"))),
      text(member(member(container, "logConfiguration"), "options"), "awslogs-group"),
      text(container, "image")?.replace(/[:@].*$/, ""),
    ]),
  ];
}

function secretArn(reference: string | undefined): readonly string[] {
  return reference === undefined ? [] : [reference, reference.split(":").slice(0, 7).join(":")];
}

function containersOf(task: Json): readonly Json[] {
  try {
    const parsed: unknown = JSON.parse(text(task, "container_definitions") ?? "[]");
    return isArray(parsed as Json) ? (parsed as readonly Json[]) : [];
  } catch {
    return [];
  }
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
