/** Of AWS in 2026, with those of GovCloud and China. A password may look like one: `my-master-password-1`. */
const REGIONS = new Set(
  (
    "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 " +
    "ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 " +
    "eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 " +
    "mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2"
  ).split(" "),
);

/** Names a thing, such as a secret, and is none. */
const ARN = /^arn:aws[\w-]*:[\w-]+:[\w-]*:(?:\d{12}|aws)?:[^\s"]*$/;

/** The identifiers that EC2 gives: of networks, machines and what they have. */
const ID =
  /^(?:acl|ami|dopt|eigw|eipalloc|eipassoc|eni|fl|i|igw|lt|nat|pcx|pl|rtb|rtbassoc|sg|sgr|snap|subnet|tgw|vgw|vol|vpc|vpce|vpn)-(?:[\da-f]{8}|[\da-f]{17})$/;

const HARMLESS: readonly RegExp[] = [
  ARN,
  ID,
  /^(?:true|false|null|undefined)$/i,
  /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/,
  // rules and gaps of every text
  /^[\s=_.#*-]*$/,
  /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/,
];

/** Longer values are not looked at: none of what is harmless is. */
const LONGEST = 2048;

/** Whether a value is never masked everywhere, whatever marks it: a region or zone, an ARN, what EC2 calls a thing, an address of a network, a date. */
export function isHarmless(value: string): boolean {
  if (value.length > LONGEST) return false;
  return REGIONS.has(value.replace(/[a-f]$/, "")) || HARMLESS.some((pattern) => pattern.test(value));
}

/** Whether a value under a secret's name only refers to a secret, or is empty. */
export function isReference(value: string): boolean {
  return value === "" || (value.length <= LONGEST && ARN.test(value));
}

/** What a report itself says, and what every plan says; a secret that is a part of it is no secret. */
export const COMMON_WORDS: readonly string[] = [
  "(known after apply) (sensitive value) forces replacement unchanged attributes resources replaced destroyed",
  "created updated imported forgotten deleted outputs unavailable environment deprecated undefined",
  "password username database administrator postgres postgresql postgresql:// https:// http:// localhost",
  "production staging development terraform opentofu hashicorp registry.terraform.io registry.opentofu.org",
  "secretsmanager cloudwatch autoscaling application kubernetes FARGATE_SPOT container_definitions",
  "amazonaws.com application/json ecs-tasks.amazonaws.com langgraph langsmith changeme-placeholder",
];
