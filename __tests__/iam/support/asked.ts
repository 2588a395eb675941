import type { Request } from "../../support/iam/evaluator";
import { requestsFor } from "../dependent/dependency";
import { DEPENDENCIES } from "../dependent/index";
import { COMMANDS, type Command } from "./call";
import { knownCalls, LIVES, type Life } from "./known-calls";
import { actionsOf } from "./operations";
import { type Action, readActions } from "./reference";
import { requestsOf } from "./requests";

/** What IAM was asked in the life of an environment, each question once, by the command that asked. */
export interface Asked {
  readonly life: Life;
  readonly environment: string;
  readonly requests: Readonly<Record<Command, readonly Request[]>>;
}

/** The reference's entries for all that calls ask for, and that policies name. */
export function readReference(names: readonly string[]): Promise<ReadonlyMap<string, Action>> {
  const lives = Object.keys(LIVES) as readonly Life[];
  const called = lives.flatMap((life) => knownCalls(life).flatMap(({ call }) => actionsOf(call)));
  return readActions([...called, ...DEPENDENCIES.map(({ action }) => action), ...names]);
}

export function askedIn(life: Life, reference: ReadonlyMap<string, Action>): Asked {
  const environment = LIVES[life];
  const owner = { Project: "langgraph", Environment: environment };
  const calls = knownCalls(life);
  const of = (command: Command): readonly Request[] => {
    const requests = calls
      .filter((call) => call.command === command)
      .flatMap((call) => [
        ...actionsOf(call.call).flatMap((name) => {
          const action = reference.get(name);
          if (action === undefined) throw new Error(`${name} was not looked up`);
          return requestsOf(call, action, owner);
        }),
        ...DEPENDENCIES.flatMap((each) => requestsFor(each, call, owner)),
      ]);
    return [...new Map(requests.map((each) => [JSON.stringify(each), each])).values()];
  };
  const [plan, apply, destroy] = COMMANDS.map(of);
  return { life, environment, requests: { plan: plan ?? [], apply: apply ?? [], destroy: destroy ?? [] } };
}
