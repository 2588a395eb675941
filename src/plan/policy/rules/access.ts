import { isAsking, isNarrowed } from "../conditions";
import type { Principal, Statement } from "../documents";
import type { Rule } from "../rule";
import { eachStatement, named } from "./statements";

/** Policies that say who may do something, by type. Those of VPC endpoints only narrow what others allow. */
const RESOURCE_POLICIES: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_s3_bucket_policy", "policy"],
  ["aws_kms_key", "policy"],
  ["aws_kms_key_policy", "policy"],
  ["aws_sns_topic", "policy"],
  ["aws_sns_topic_policy", "policy"],
  ["aws_sqs_queue", "policy"],
  ["aws_sqs_queue_policy", "policy"],
  ["aws_secretsmanager_secret", "policy"],
  ["aws_secretsmanager_secret_policy", "policy"],
  ["aws_ecr_repository_policy", "policy"],
  ["aws_ecr_registry_policy", "policy"],
  ["aws_efs_file_system_policy", "policy"],
  ["aws_cloudwatch_log_resource_policy", "policy_document"],
  ["aws_iam_role", "assume_role_policy"],
];

const noWildcardPrincipal: Rule = {
  id: "no-wildcard-principal",
  title: "No policy lets everybody in",
  why: "`*` as principal is every AWS account, and for some services everybody without one.",
  remedy:
    "Name the accounts, roles or services; or close it with a condition such as `aws:SourceAccount` or `aws:PrincipalOrgID`.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  check(world, findings) {
    eachStatement(world, RESOURCE_POLICIES, findings, (statement, resource) => {
      if (!statement.isAllow) return;
      if (statement.inverted.includes("NotPrincipal")) {
        findings.violated(resource, `${named(statement)} allows all but a few principals (NotPrincipal).`);
      } else if (statement.principals.some(isEverybody) && !isNarrowed(statement)) {
        findings.violated(
          resource,
          `${named(statement)} allows every principal, without a condition on who asks.`,
        );
      }
    });
    for (const permission of world.ofType("aws_lambda_permission")) {
      const { value } = permission.at("principal");
      if (value !== "*") continue;
      if (!permission.at("source_account").isSet && !permission.at("principal_org_id").isSet) {
        findings.violated(permission, "Everybody may invoke the function.");
      }
    }
  },
};

const noUnboundTrust: Rule = {
  id: "no-unbound-trust",
  title: "Roles trust an identity provider, or another account, with a condition only",
  why: "Without a condition on the subject, every repository on GitHub (every user of the provider) gets the role; without an external id, another account can be talked into using it.",
  remedy: "Add a condition on the provider's `:sub`, or on `sts:ExternalId` for another account.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  check(world, findings) {
    eachStatement(world, [["aws_iam_role", "assume_role_policy"]], findings, (statement, role) => {
      if (!statement.isAllow) return;
      for (const principal of statement.principals) {
        if (principal.kind === "Federated" && isOidc(principal) && !asksForSubject(statement)) {
          findings.violated(
            role,
            `${named(statement)} trusts ${principal.value} without a condition on the subject.`,
          );
        }
        if (isOtherAccount(principal, world.account) && !isNarrowed(statement)) {
          findings.violated(
            role,
            `${named(statement)} trusts all of account ${accountOf(principal)} without a condition.`,
          );
        }
      }
    });
  },
};

function isEverybody({ kind, value }: Principal): boolean {
  return kind === "*" || (kind === "AWS" && value.includes("*"));
}

function isOidc({ value }: Principal): boolean {
  return (
    !value.includes(":saml-provider/") &&
    !/^(?:graph\.facebook|www\.amazon|accounts\.google)\.com$/.test(value)
  );
}

function asksForSubject({ conditions }: Statement): boolean {
  return conditions.some(
    (condition) =>
      condition.key.endsWith(":sub") &&
      isAsking(condition) &&
      !condition.values.some((value) => /^repo:\*/.test(value)),
  );
}

function accountOf({ value }: Principal): string | undefined {
  return /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
}

function isOtherAccount(principal: Principal, own: string | undefined): boolean {
  const account = principal.kind === "AWS" ? accountOf(principal) : undefined;
  return account !== undefined && own !== undefined && account !== own;
}

export const accessRules: readonly Rule[] = [noWildcardPrincipal, noUnboundTrust];
