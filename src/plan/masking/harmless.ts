/** ARNs name things; regions and zones, resource types, numbers, addresses of networks and dates are no secrets of their own. */
const HARMLESS: readonly RegExp[] = [
  /^arn:[\w-]+:[\w-]*:[\w-]*:\d*:[^\s"]*$/,
  /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}[a-z]?$/,
  /^(?:true|false|null|undefined)$/i,
  /^aws_[a-z0-9_]+$/,
  /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/,
  // rules and gaps of every text
  /^[\s=_.#*-]*$/,
  /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/,
];

/** Longer values are not looked at: none of what is harmless is. */
const LONGEST = 2048;

/** Whether a value is never masked everywhere, whatever marks it: a region, a type, an ARN, an address of a network, a date. */
export function isHarmless(value: string): boolean {
  return value.length <= LONGEST && HARMLESS.some((pattern) => pattern.test(value));
}

/** Letters alone, such as `langgraph`: a secret where it is marked, but elsewhere perhaps just a word. */
export function isPlainWord(value: string): boolean {
  return value.length <= 14 && /^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(value);
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
