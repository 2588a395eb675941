import { type Attributes, Draft } from "../support";

/** What breaks one rule in one place, how, and what is said of it (`rule address: problem`). */
export type BrokenCase = readonly [what: string, draft: () => Draft, said: RegExp];

/** What looks like breaking a rule, and does not. */
export type KeptCase = readonly [what: string, draft: () => Draft];

/** What no rule may judge, as it is not known before the apply, and what is said to be open (`rule address: what`). */
export type OpenCase = readonly [what: string, draft: () => Draft, said: RegExp];

export const staging = () => new Draft("staging");
export const production = () => new Draft();

export const tagged = { tags_all: { Project: "langgraph", Environment: "production" } };

/** A container of the production's task definition, changed. */
export function container(changes: Attributes): Draft {
  const app = {
    name: "app",
    image: "repository/app:1.4.2",
    readonlyRootFilesystem: true,
    environment: [],
    ...changes,
  };
  return production().set("aws_ecs_task_definition", { container_definitions: JSON.stringify([app]) });
}
