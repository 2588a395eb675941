import { tracingState } from "../state";

/** Runs a model call that is counted already: the run that langsmith makes of it is not counted again. */
export function withoutCounting<T>(fn: () => T): T {
  return tracingState().counted.run(true, fn);
}

export function isCountedAlready(): boolean {
  return tracingState().counted.getStore() === true;
}
