import { AsyncLocalStorage } from "node:async_hooks";

const counted = new AsyncLocalStorage<true>();

/** Runs a model call that is counted already: the run that langsmith makes of it is not counted again. */
export function withoutCounting<T>(fn: () => T): T {
  return counted.run(true, fn);
}

export function isCountedAlready(): boolean {
  return counted.getStore() === true;
}
