import type { Encryption } from "./graph";
import type { Resource, Resources } from "./resources";

/** AWS encrypts these whether or not it is asked to. */
const ALWAYS = new Set([
  "aws_secretsmanager_secret",
  "aws_cloudwatch_log_group",
  "aws_s3_bucket",
  "aws_ecr_repository",
  "aws_dynamodb_table",
]);

/** How what a resource and its parts keep is encrypted at rest; undefined for what keeps nothing, or in clear. */
export function encryptionOf(
  resource: Resource,
  parts: readonly Resource[],
  resources: Resources,
): Encryption | undefined {
  if (resource.type === "aws_kms_key") return undefined;
  const keys = [resource, ...parts].some((each) => usesOwnKey(each, resources));
  if (keys) return "own key";
  if (ALWAYS.has(resource.type)) return "AWS key";
  const isAsked = ["storage_encrypted", "kms_master_key_id", "at_rest_encryption_enabled"].some(
    (attribute) => {
      const value = resources.value(resource, attribute);
      return value === true || (typeof value === "string" && value !== "");
    },
  );
  return isAsked ? "AWS key" : undefined;
}

/** A key for a part of it, such as a session's log, is not the key of the whole. */
function usesOwnKey(resource: Resource, resources: Resources): boolean {
  return resource.references.some(
    ({ attribute, address }) =>
      /(^|\.)kms(_master)?_key(_id|_arn)?$/.test(attribute) &&
      !attribute.startsWith("configuration.") &&
      resources.find(address)?.type === "aws_kms_key",
  );
}
