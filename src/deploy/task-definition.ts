import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Tag,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { Naming } from "../naming";
import type { Aws } from "./aws";
import { DeployError, refused } from "./errors";

/** A registered revision with its tags. */
export interface Revision {
  readonly arn: string;
  readonly definition: TaskDefinition;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is registered: everything of a revision but what ECS adds. */
export type Content = Omit<RegisterTaskDefinitionCommandInput, "family" | "tags">;

/**
 * Reads a revision.
 *
 * @param name ARN, or `family:revision`
 * @throws DeployError refused, when there is none
 */
export async function readRevision(aws: Aws, name: string): Promise<Revision> {
  const found = await findRevision(aws, name);
  if (found === undefined) {
    throw refused(`The task definition ${name} does not exist.`, "See `deployments` for what has run.");
  }
  return found;
}

/**
 * How ECS names a release that a person names: a number counts in the family of releases.
 *
 * @throws DeployError usage, where there is no revision: a family alone would be whatever was registered last
 */
export function revisionName(naming: Naming, words: string): string {
  if (/^\d+$/.test(words)) return `${naming.releaseFamily}:${words}`;
  if (/[\w-]:\d+$/.test(words)) return words;
  throw new DeployError(
    "usage",
    `"${words}" names no revision.`,
    "Give a number, <family>:<number>, or an ARN.",
  );
}

/** Undefined where there is none. */
async function findRevision(aws: Aws, name: string): Promise<Revision | undefined> {
  try {
    const { taskDefinition, tags } = await aws.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ["TAGS"] }),
    );
    if (taskDefinition?.taskDefinitionArn === undefined) return undefined;
    return { arn: taskDefinition.taskDefinitionArn, definition: taskDefinition, tags: asRecord(tags ?? []) };
  } catch (error) {
    if (/Unable to describe task definition/i.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Everything of a revision that one registers. */
export function contentOf(definition: TaskDefinition): Content {
  const {
    taskDefinitionArn: _arn,
    family: _family,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    registeredBy: _registeredBy,
    deregisteredAt: _deregisteredAt,
    ...content
  } = definition;
  return { ...content, containerDefinitions: definition.containerDefinitions };
}

/** The content with another image in one container, and nothing else changed. */
export function withImage(content: Content, containerName: string, image: string): Content {
  return {
    ...content,
    containerDefinitions: content.containerDefinitions?.map((container) =>
      container.name === containerName ? { ...container, image } : container,
    ),
  };
}

/**
 * The container of a name.
 *
 * @throws DeployError refused, listing the containers that there are
 */
export function containerOf(content: Content | TaskDefinition, name: string): ContainerDefinition {
  const containers = content.containerDefinitions ?? [];
  const found = containers.find((container) => container.name === name);
  if (found === undefined) {
    throw refused(
      `The task definition has no container ${name}; it has ${containers.map((each) => each.name).join(", ") || "none"}.`,
      "The container that takes requests is named in the platform's release parameter.",
    );
  }
  return found;
}

/**
 * Port of a container that the load balancer registers: today's where the container has it, else its own first one, as
 * an older release may listen elsewhere.
 */
export function portOf(definition: TaskDefinition, containerName: string, today: number): number {
  const ports = (containerOf(definition, containerName).portMappings ?? []).map((each) => each.containerPort);
  return ports.includes(today) ? today : (ports[0] ?? today);
}

/**
 * Registers a release, and makes sure that ECS kept what was sent.
 *
 * @throws DeployError refused, when what was registered differs from what was sent
 */
export async function registerRelease(
  aws: Aws,
  family: string,
  content: Content,
  tags: Readonly<Record<string, string>>,
): Promise<Revision> {
  const { taskDefinition } = await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      ...content,
      family,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  );
  if (taskDefinition?.taskDefinitionArn === undefined) {
    throw new DeployError("aws", "ECS registered a task definition and did not name it.");
  }
  const changed = differences(content, contentOf(taskDefinition));
  if (changed.length > 0) {
    throw refused(
      `ECS registered ${shortName(taskDefinition.taskDefinitionArn)} differently from what was sent; it was not deployed.`,
      "Nothing has changed for the running service. Apply the template again, or report this.",
      changed.map(({ path }) => path.join(".")),
    );
  }
  return { arn: taskDefinition.taskDefinitionArn, definition: taskDefinition, tags };
}

/** `family:revision` of an ARN. */
export function shortName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** One member that differs; undefined on the side that lacks it. */
export interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * What differs between two contents, member by member.
 *
 * Lists of named things are compared by name, since ECS keeps no order; members that are empty count as absent, since
 * ECS leaves them out or fills them in as it likes.
 */
export function differences(
  before: unknown,
  after: unknown,
  path: readonly string[] = [],
): readonly Difference[] {
  // a list that is absent has no members, so that each one is told by its name
  const one = Array.isArray(after) ? (keyed(before) ?? {}) : keyed(before);
  const other = Array.isArray(before) ? (keyed(after) ?? {}) : keyed(after);
  if (isRecord(one) && isRecord(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return names.flatMap((name) => differences(one[name], other[name], [...path, name]));
  }
  if (isEmpty(one) && isEmpty(other)) return [];
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ path, before, after }];
}

/** Members by which ECS's lists are told apart. */
const KEYS = ["name", "containerName", "containerPort", "containerPath", "capacityProvider"] as const;

function keyed(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length === 0) return undefined;
  const key = KEYS.find((name) => isKey(name, value));
  if (key === undefined) return value.every((each) => typeof each === "string") ? value : { ...value };
  return Object.fromEntries(value.map((each) => [String(each[key]), each]));
}

/** Whether each element has the member, and another value in it. */
function isKey(name: string, list: readonly unknown[]): boolean {
  const values = list.map((each) => (isRecord(each) ? each[name] : undefined));
  return !values.includes(undefined) && new Set(values).size === list.length;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === 0 ||
    value === false ||
    (isRecord(value) && Object.values(value).every(isEmpty))
  );
}

function asRecord(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key ?? "", value ?? ""]));
}
