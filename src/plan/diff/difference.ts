import type { Json } from "../model/json";

/** Stands for a value that the apply alone will tell, as Terraform words it. */
export const UNKNOWN = "(known after apply)";

/**
 * One attribute that an action adds, removes or changes, or one part of a document that a string holds.
 *
 * Values are masked: `(sensitive)` stands for what is hidden, `(known after apply)` for what is not known yet.
 */
export interface Difference {
  /** Such as `container_definitions["app"].environment["LOG_LEVEL"]`: elements of lists by what names them, where something does. */
  readonly path: string;
  readonly change: "add" | "remove" | "change";
  /** JSON in a string is parsed. Absent of what is added. */
  readonly before?: Json;
  /** Absent of what is removed. */
  readonly after?: Json;
  /** The value after is known after the apply. */
  readonly isUnknown?: true;
  /** Hidden as a whole; a change of it is told, but not what it was or will be. */
  readonly isSensitive?: true;
  readonly forcesReplacement?: true;
  /** What does not show in the values: that only their order, or only their writing, has changed. */
  readonly note?: string;
}
