import { block, blocks, lengthOf, NotKnown, type Source, told } from "../attributes";
import { exactly, monthly, type Part, shared, unknownPart, used } from "../parts";
import { known, type Pricer } from "./context";

export const key: Pricer = (it, { usage }) => {
  const read = told(it, "is_enabled");
  const part = monthly("key", "kms.key-month");
  if (read instanceof NotKnown) return [part, unknownPart("requests", read, "usage")];
  return read.flagOr("is_enabled", true)
    ? [part, used("requests", "kms.request", "kms_requests", usage("kms_requests"))]
    : [monthly("key, disabled", "kms.key-month")];
};

export const secret: Pricer = (it, { usage }) => {
  const replicas = lengthOf(it, "replica");
  return [
    replicas === undefined
      ? unknownPart("secret", "its replicas are not known before the apply")
      : monthly("secret", "secret.month", 1 + replicas),
    used("requests", "secret.request", "secret_requests", usage("secret_requests")),
  ];
};

/** Groups of AWS's that cost more than a rule. */
const DEARER = /^AWSManagedRules(BotControl|ATP|ACFP|AntiDDoS)RuleSet$/;

/** Each rule counts one, also a managed group. */
export const webAcl: Pricer = (it, { usage }) => {
  const acl = monthly("web ACL", "waf.acl-month");
  const requests = used("requests", "waf.request", "waf_requests", usage("waf_requests"));
  const rules = blocks(it, "rule");
  if (rules instanceof NotKnown) return [acl, unknownPart("rules", rules), requests];
  const parts: Part[] = [acl];
  if (rules.length > 0) parts.push(monthly("rules", "waf.rule-month", rules.length));
  return [...parts, ...rules.flatMap(dearer), requests];
};

function dearer(rule: Source): readonly Part[] {
  const statement = block(rule, "statement");
  const group = statement instanceof NotKnown ? statement : block(statement, "managed_rule_group_statement");
  const read = group instanceof NotKnown ? group : told(group, "name");
  if (read instanceof NotKnown) return [unknownPart("a rule that may cost more", read)];
  const name = read.text("name");
  return name !== undefined && DEARER.test(name) ? [unknownPart(name, "its price is not pinned")] : [];
}

export const bucket: Pricer = (_it, { usage }) => [
  used("storage", "s3.standard.gb-month", "s3_storage_gb", usage("s3_storage_gb")),
  used("requests that write", "s3.put-request", "s3_put_requests", usage("s3_put_requests")),
  used("requests that read", "s3.get-request", "s3_get_requests", usage("s3_get_requests")),
];

export const topic: Pricer = (it, { usage }) => {
  const read = told(it, "fifo_topic");
  if (read instanceof NotKnown) return [unknownPart("messages", read, "usage")];
  return read.flag("fifo_topic")
    ? [unknownPart("messages", "prices of FIFO topics are not pinned", "usage")]
    : messages("messages", usage("sns_requests"));
};

const messages = shared((item: string, usage) => [used(item, "sns.publish", "sns_requests", usage)]);

export const subscription: Pricer = (it, { usage }) => {
  const read = told(it, "protocol");
  if (read instanceof NotKnown) return [unknownPart("deliveries", read, "usage")];
  const protocol = read.text("protocol");
  if (protocol === "email" || protocol === "email-json") {
    return [used("mails", "sns.email", "sns_mails", usage("sns_mails"))];
  }
  if (protocol === "lambda" || protocol === "sqs") return { free: `delivery to ${protocol} costs nothing` };
  const why = `prices of deliveries by ${known(protocol, PROTOCOLS)} protocol are not pinned`;
  return [unknownPart("deliveries", why, "usage")];
};

const PROTOCOLS = ["http", "https", "sms", "application", "firehose"];

const MOST_MEMORY_MB = 10_240;

export const lambda: Pricer = (it, { usage }) => {
  const calls = usage("lambda_requests");
  const requests = used("invocations", "lambda.request", "lambda_requests", calls);
  const read = told(it, "memory_size", "architectures");
  if (read instanceof NotKnown) return [requests, unknownPart("duration", read, "usage")];
  const memory = read.numberOr("memory_size", 128, MOST_MEMORY_MB);
  if (memory === undefined) return [requests, unknownPart("duration", "its memory is absurd", "usage")];
  const seconds = usage("lambda_seconds").value;
  return [
    requests,
    {
      item: `duration with ${memory} MB`,
      kind: "usage",
      key: read.texts("architectures")[0] === "arm64" ? "lambda.arm64.gb-second" : "lambda.gb-second",
      quantity: exactly((calls.value * seconds * memory) / 1024),
      assumed: `${calls.value} invocations of ${seconds} s`,
    },
  ];
};

export const rule: Pricer = () => ({ free: "events of AWS's own services cost nothing" });

export const parameter: Pricer = (it) => {
  const read = told(it, "tier");
  if (read instanceof NotKnown) return [unknownPart("parameter", read)];
  return read.text("tier") === "Advanced"
    ? [unknownPart("advanced parameter", "its price is not pinned")]
    : { free: "standard parameters cost nothing" };
};
