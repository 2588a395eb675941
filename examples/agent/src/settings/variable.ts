import { z } from "zod";

/** What is told of a variable beside its value. */
export interface About {
  readonly meaning: string;
  /** Follows "give", such as "a whole number from 1 to 65535". */
  readonly expected: string;
  /** A secret's value is never told. @default false */
  readonly secret?: boolean;
  /** Whether a wrong value may be told. An address may have a password in it. @default - unless it is a secret */
  readonly shown?: boolean;
  /** As it would stand in the environment. */
  readonly default?: string;
}

const abouts = z.registry<About>();

/** A variable that may be left out, or has to be there by a rule of its own. */
export function variable<T>(schema: z.ZodType<T, string>, about: Omit<About, "default">) {
  return schema.optional().register(abouts, about);
}

export function variableWithDefault<T>(
  schema: z.ZodType<T, string>,
  about: About & { readonly default: string },
) {
  return schema.prefault(about.default).register(abouts, about);
}

export function aboutOf(schema: z.ZodType): About {
  const about = abouts.get(schema);
  if (about === undefined) throw new Error("a variable without a meaning");
  return about;
}

/** What is wrong with a value, and what to give in its place. */
export function problemOf(name: string, value: string, about: About): string {
  const { secret = false, shown = !secret, expected } = about;
  const is = shown ? `is ${JSON.stringify(value)}` : "cannot be used";
  const otherwise = about.default === undefined ? "" : `, or leave it out for ${about.default}`;
  return `${name} ${is}: give ${expected}${otherwise}.`;
}
