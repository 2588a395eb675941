import type { Kind } from "./kinds";
import { KINDS } from "./kinds";

/** Something that exists in AWS. */
export interface Found {
  readonly kind: Kind;
  /** What Terraform imports it by. */
  readonly importId: string;
  readonly arn?: string;
  /** As {@link Kind.name} gives a declared one's. */
  readonly name: string;
  /** Whether it bears the platform's tags: then it is the platform's, whatever else is true of it. */
  readonly tagged: boolean;
}

/** @returns undefined for an ARN of a kind that this tool knows elsewhere, or does not know */
export function foundByArn(arn: string, tags: Readonly<Record<string, string>>): Found | undefined {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = `${service}:${rest.join(":")}`;
  for (const kind of KINDS) {
    const groups = kind.arn?.exec(resource)?.groups;
    if (groups === undefined) continue;
    const importId = kind.importId?.(groups, arn) ?? groups.id ?? "";
    return { kind, importId, arn, name: groups.name ?? tags.Name ?? "", tagged: true };
  }
  return undefined;
}
