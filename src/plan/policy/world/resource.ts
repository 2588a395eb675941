import { type Json, member } from "../../model/json";
import type { ResourceChange } from "../../model/plan";
import { Place } from "./place";

/** A managed resource as it is after the apply. */
export class Resource extends Place {
  readonly change: ResourceChange;
  /** Path of its construct, where there is a cdk.tf.json. */
  readonly construct: string | undefined;

  /** @param configured what the configuration says of its attributes; undefined where the plan does not tell */
  constructor(change: ResourceChange, configured: Json | undefined, construct: string | undefined) {
    super(change.after, change.afterUnknown, configured, { hasConfiguration: configured !== undefined });
    this.change = change;
    this.construct = construct;
  }

  get address(): string {
    return this.change.address;
  }

  get type(): string {
    return this.change.type;
  }

  /** Whether its type has an attribute, set or not. */
  hasAttribute(name: string): boolean {
    const { after, afterUnknown } = this.change;
    return isOwn(after, name) || member(afterUnknown, name) !== undefined;
  }
}

function isOwn(value: Json, name: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name);
}
