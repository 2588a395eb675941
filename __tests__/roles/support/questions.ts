import { UNRESTRICTED_ACTIONS } from "../../../src/modules/iam/unrestricted-actions";
import type { Principal, Request } from "./authorization";
import type { Case, Cases } from "./cases";
import type { Installation } from "./installation";
import { NEIGHBOURS, type Neighbour } from "./neighbours";
import { OPENINGS, type Opening } from "./openings";
import { matches } from "./patterns";

/** A request, and what the answer has to be. */
export interface Question extends Request {
  readonly about: string;
  /** Whose resource it asks for, or who asks; nobody's but ours where there is none. */
  readonly neighbour?: Neighbour;
  readonly expected: "allowed" | "denied" | Opening;
}

type Unanswered = Omit<Question, "expected">;

/** One action of each service that no role of the platform needs. */
const NEVER: readonly string[] = [
  "cloudwatch:DeleteAlarms",
  "codedeploy:DeleteDeploymentGroup",
  "ec2:TerminateInstances",
  "ecr:PutImage",
  "ecs:DeleteService",
  "elasticloadbalancing:DeleteListener",
  "iam:UpdateAssumeRolePolicy",
  "kms:ReplicateKey",
  "lambda:UpdateFunctionCode",
  "logs:DeleteLogGroup",
  "s3:PutBucketPolicy",
  "secretsmanager:PutSecretValue",
  "sns:RemovePermission",
  "ssmmessages:DeleteChannel",
];

/**
 * What is needed is allowed. The same is denied where it is a neighbour's, where another role or service asks, and where the action is one
 * that nobody needs; and so is what the cases refuse.
 */
export function questionsOf(
  cases: readonly Cases[],
  own: Installation,
  neighbours: Readonly<Record<Neighbour, Installation>>,
): readonly Question[] {
  const needs = cases.flatMap((each) => each.needs);
  const refusals = cases.flatMap(({ refused = [] }) => refused);
  const needed = ask(needs, own, own);
  const near = NEIGHBOURS.flatMap((neighbour) =>
    ask(needs, own, neighbours[neighbour]).map((question) => ({ ...question, neighbour })),
  );
  const roles = own.arns("aws_iam_role").map((role) => ({ role }));
  const services = needed.filter(({ principal }) => "service" in principal);
  const strange = needed.flatMap((question) =>
    by("service" in question.principal ? strangers(services, question) : roles, question),
  );
  const all = new Map<string, Question>();
  // the first of equal ones counts: what is needed may be asked for a second reason
  const add = (question: Unanswered, expected: Question["expected"]) => {
    const key = keyOf(question);
    if (!all.has(key)) all.set(key, { ...question, expected });
  };
  for (const question of needed) add(question, "allowed");
  for (const question of ask(refusals, own, own)) {
    if (all.get(keyOf(question))?.expected === "allowed")
      throw new Error(`needed and refused: ${titleOf(question)}`);
    add(question, "denied");
  }
  for (const question of near) add(question, openingOf(question) ?? "denied");
  for (const question of [...strange, ...needed.flatMap(never)]) add(question, "denied");
  return [...all.values()];
}

/** As a test's message shows it. */
export function titleOf({ principal, action, resource, context, neighbour }: Unanswered): string {
  const who = "service" in principal ? principal.service : principal.role;
  const whose = neighbour === undefined ? "" : ` (${neighbour})`;
  return `${who} ${action} ${resource} ${JSON.stringify(context)}${whose}`;
}

function ask(cases: readonly Case[], own: Installation, theirs: Installation): readonly Unanswered[] {
  return cases.flatMap(({ about, requests }) =>
    requests(own, theirs).map((request) => ({ ...request, about })),
  );
}

function openingOf({ about, action, neighbour, principal }: Unanswered): Opening | undefined {
  if (neighbour === undefined) return undefined;
  const page = UNRESTRICTED_ACTIONS[action];
  if (page !== undefined) return { about, actions: [action], to: NEIGHBOURS, reason: page };
  return OPENINGS.find(
    ({ service = "*", ...opening }) =>
      opening.about === about &&
      opening.actions.includes(action) &&
      opening.to.includes(neighbour) &&
      matches(service, "service" in principal ? principal.service : ""),
  );
}

function by(principals: readonly Principal[], question: Unanswered): readonly Unanswered[] {
  return principals.map((principal) => ({ ...question, principal }));
}

/** Services that need something, and nothing of what a question is about. */
function strangers(services: readonly Unanswered[], { about }: Unanswered): readonly Principal[] {
  const nameOf = ({ principal }: Unanswered) => ("service" in principal ? principal.service : principal.role);
  const familiar = new Set(services.filter((each) => each.about === about).map(nameOf));
  return services.filter((each) => !familiar.has(nameOf(each))).map(({ principal }) => principal);
}

function never(question: Unanswered): readonly Unanswered[] {
  const { principal, action, resource } = question;
  if ("role" in principal && principal.role.endsWith(":role/Administrator")) return [];
  const [service] = action.split(":");
  const [, , owner] = resource.split(":");
  return NEVER.filter((each) => [service, owner].includes(each.split(":")[0])).map((each) => ({
    ...question,
    action: each,
  }));
}

function keyOf({ principal, action, resource, context }: Unanswered): string {
  return JSON.stringify([principal, action, resource, context]);
}
