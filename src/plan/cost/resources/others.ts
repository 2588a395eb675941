import { flag, isArray, type Json, list, member, text } from "../../model/json";
import { exactly, monthly, type Part, quantity, unknownPart, used } from "../parts";
import { block, isWhollyUnknown, known, type Pricer } from "./context";

export const key: Pricer = ({ values }, { usage }) =>
  flag(values, "is_enabled") === false
    ? [monthly("key, disabled", "kms.key-month")]
    : [
        monthly("key", "kms.key-month"),
        used("requests", "kms.request", "kms_requests", usage("kms_requests")),
      ];

export const secret: Pricer = ({ values }, { usage }) => [
  monthly("secret", "secret.month", 1 + list(values, "replica").length),
  used("requests", "secret.request", "secret_requests", usage("secret_requests")),
];

/** Groups of AWS's that cost more than a rule. */
const DEARER = /^AWSManagedRules(BotControl|ATP|ACFP|AntiDDoS)RuleSet$/;

/** Each rule counts one, also a managed group. */
export const webAcl: Pricer = (it, { usage }) => {
  const rules = member(it.values, "rule");
  const requests = used("requests", "waf.request", "waf_requests", usage("waf_requests"));
  const acl = monthly("web ACL", "waf.acl-month");
  if (isWhollyUnknown(it, "rule"))
    return [acl, unknownPart("rules", "they are not known before the apply"), requests];
  const all = isArray(rules) ? rules : [];
  const parts: Part[] = [acl];
  if (all.length > 0) parts.push(monthly("rules", "waf.rule-month", all.length));
  for (const rule of all) {
    const name = groupOf(rule);
    if (name !== undefined && DEARER.test(name)) parts.push(unknownPart(name, "its price is not pinned"));
  }
  return [...parts, requests];
};

const groupOf = (rule: Json): string | undefined =>
  text(block(block(rule, "statement"), "managed_rule_group_statement"), "name");

export const bucket: Pricer = (_it, { usage }) => [
  used("storage", "s3.standard.gb-month", "s3_storage_gb", usage("s3_storage_gb")),
  used("requests that write", "s3.put-request", "s3_put_requests", usage("s3_put_requests")),
  used("requests that read", "s3.get-request", "s3_get_requests", usage("s3_get_requests")),
];

export const topic: Pricer = ({ values }, { usage }) =>
  flag(values, "fifo_topic") === true
    ? [unknownPart("messages", "prices of FIFO topics are not pinned", "usage")]
    : [used("messages", "sns.publish", "sns_requests", usage("sns_requests"))];

export const subscription: Pricer = ({ values }, { usage }) => {
  const protocol = text(values, "protocol");
  if (protocol === "email" || protocol === "email-json") {
    return [used("mails", "sns.email", "sns_mails", usage("sns_mails"))];
  }
  if (protocol === "lambda" || protocol === "sqs") return { free: `delivery to ${protocol} costs nothing` };
  return [
    unknownPart(
      "deliveries",
      `prices of deliveries by ${known(protocol, PROTOCOLS)} protocol are not pinned`,
      "usage",
    ),
  ];
};

const PROTOCOLS = ["http", "https", "sms", "application", "firehose"];

const MOST_MEMORY_MB = 10_240;

export const lambda: Pricer = ({ values }, { usage }) => {
  const memory = quantity(member(values, "memory_size") ?? 128, MOST_MEMORY_MB);
  const calls = usage("lambda_requests");
  const requests = used("invocations", "lambda.request", "lambda_requests", calls);
  if (memory === undefined) return [requests, unknownPart("duration", "its memory is not known", "usage")];
  const architectures = list(values, "architectures");
  const seconds = usage("lambda_seconds").value;
  return [
    requests,
    {
      item: `duration with ${memory} MB`,
      kind: "usage",
      key: architectures[0] === "arm64" ? "lambda.arm64.gb-second" : "lambda.gb-second",
      quantity: exactly((calls.value * seconds * memory) / 1024),
      assumed: `${calls.value} invocations of ${seconds} s`,
    },
  ];
};

export const rule: Pricer = () => ({ free: "events of AWS's own services cost nothing" });

export const parameter: Pricer = ({ values }) =>
  text(values, "tier") === "Advanced"
    ? [unknownPart("advanced parameter", "its price is not pinned")]
    : { free: "standard parameters cost nothing" };
