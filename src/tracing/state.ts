import { AsyncLocalStorage } from "node:async_hooks";
import type { TracingOptions } from "./options";
import type { Runtime } from "./runtime";
import { type EnvironmentVariables, switchOffTracingOutside } from "./settings/environment";

/** All that a process has of tracing, whichever copy of this module asks for it. */
export interface TracingState {
  options: TracingOptions;
  /** There once the first execution has made it. */
  runtime: Runtime | undefined;
  preparing: Promise<Runtime | undefined> | undefined;
  /** What the variables that switch tracing on said before they were switched off for LangChain. */
  switches: EnvironmentVariables;
  /** Inside of a model call that is counted already. */
  readonly counted: AsyncLocalStorage<true>;
  /** Whether the process's handlers are installed. */
  hasHandlers: boolean;
}

/** Changes with the shape of the state: versions that differ must not share it. */
const KEY = Symbol.for("langgraph-platform.tracing.1");

/** One state for the copies that `import` and `require` load. */
export function tracingState(): TracingState {
  const known: TracingState | undefined = Reflect.get(globalThis, KEY);
  if (known !== undefined) return known;
  const made: TracingState = {
    options: {},
    runtime: undefined,
    preparing: undefined,
    switches: {},
    counted: new AsyncLocalStorage<true>(),
    hasHandlers: false,
  };
  Reflect.set(globalThis, KEY, made);
  return made;
}

/** As soon as this module is there, and again before the first execution: variables may be set in between. */
export function holdSwitches(): EnvironmentVariables {
  const state = tracingState();
  state.switches = switchOffTracingOutside(state.switches);
  return state.switches;
}
