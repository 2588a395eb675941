import type { EnvironmentName, PlatformSettings } from "../../../src/settings/schema";
import { type Overrides, platform, settingsOf } from "../../support/synth";
import { Synthesised } from "../../support/terraform-json";
import { Installation } from "./installation";

export const NEIGHBOURS = [
  "the other environment",
  "another project",
  "another region",
  "another account",
] as const;
export type Neighbour = (typeof NEIGHBOURS)[number];

const OURS = "123456789012";
const THEIRS = "999999999999";

export function installation(environment: EnvironmentName, overrides: Overrides): Installation {
  return new Installation(platform(environment, overrides), settingsOf(environment, overrides), OURS);
}

/** The same settings elsewhere: what differs is where it is, and what it is called. */
export function neighboursOf(
  environment: EnvironmentName,
  overrides: Overrides,
): Readonly<Record<Neighbour, Installation>> {
  const own = installation(environment, overrides);
  const other = environment === "staging" ? "production" : "staging";
  return {
    "the other environment": installation(other, overrides),
    // its names begin and end as ours do, and what settings let projects share is not shared
    "another project": renamed(own, {
      langgraph: `langgraph-${environment}-langgraph`,
      "before-traffic": "another-hook",
      "secret:search": "secret:another",
    }),
    "another region": renamed(own, { "us-east-1": "eu-west-1" }),
    "another account": renamed(own, { [OURS]: THEIRS }, THEIRS),
  };
}

/** An installation with other words in all of its names: what another synthesis would give, at a hundredth of its time. */
function renamed(
  { stack, settings }: Installation,
  words: Readonly<Record<string, string>>,
  account = OURS,
): Installation {
  const rename = (text: string) =>
    Object.entries(words).reduce((so, [from, to]) => so.replaceAll(from, to), text);
  const changed: PlatformSettings = JSON.parse(rename(JSON.stringify(settings)));
  return new Installation(new Synthesised(rename(stack.text)), changed, account);
}
