import { isAsking } from "../conditions";
import type { Statement } from "../documents";
import type { Findings, Rule } from "../rule";
import { eachStatement, type Judge, judge, named } from "./statements";

const IDENTITY_POLICIES: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_iam_role_policy", "policy"],
  ["aws_iam_policy", "policy"],
  ["aws_iam_user_policy", "policy"],
  ["aws_iam_group_policy", "policy"],
  ["aws_ssoadmin_permission_set_inline_policy", "inline_policy"],
];

/** Managed policies that allow everything, or to make oneself what allows it. */
const ALL_POWERFUL = /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

const noWildcardPermissions: Rule = {
  id: "no-wildcard-permissions",
  title: "No role may do everything, nor everything of a service with everything",
  why: "What runs with such a role, or breaks into it, has the account: data, other roles, and the bill.",
  remedy: "Name the actions that are called and the ARNs that they are called on.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  check(world, findings) {
    eachStatement(world, IDENTITY_POLICIES, findings, checkPermissions(findings));
    for (const role of world.ofType("aws_iam_role")) {
      for (const inline of role.at("inline_policy").elements) {
        judge(inline.at("policy"), role, "inline_policy", findings, checkPermissions(findings));
      }
    }
    for (const attachment of world.ofType(
      "aws_iam_role_policy_attachment",
      "aws_iam_policy_attachment",
      "aws_iam_user_policy_attachment",
      "aws_iam_group_policy_attachment",
    )) {
      const { text } = attachment.at("policy_arn");
      if (typeof text === "string" && ALL_POWERFUL.test(text)) {
        findings.violated(attachment, `It attaches ${text.replace(/^.*:policy\//, "")}.`);
      }
    }
  },
};

function checkPermissions(findings: Findings): Judge {
  return (statement, resource) => {
    if (!statement.isAllow) return;
    const isOnEverything =
      statement.resources.some((each) => each === "*" || each === "arn:aws:*") ||
      statement.inverted.includes("NotResource");
    const wide = statement.actions.find((action) => /^(?:\*|[\w-]+:\*|\*:\*)$/.test(action));
    if (wide === "*" || wide === "*:*")
      findings.violated(resource, `${named(statement)} allows every action.`);
    else if (!isOnEverything) return;
    else if (statement.inverted.includes("NotAction")) {
      findings.violated(
        resource,
        `${named(statement)} allows all but a few actions (NotAction) on everything.`,
      );
    } else if (wide !== undefined)
      findings.violated(resource, `${named(statement)} allows ${wide} on everything.`);
    else if (statement.actions.some((each) => /^iam:PassRole$/i.test(each)) && !asksForService(statement)) {
      findings.violated(resource, `${named(statement)} may pass every role to every service (iam:PassRole).`);
    }
  };
}

function asksForService({ conditions }: Statement): boolean {
  return conditions.some((condition) => condition.key === "iam:passedtoservice" && isAsking(condition));
}

export const permissionRules: readonly Rule[] = [noWildcardPermissions];
