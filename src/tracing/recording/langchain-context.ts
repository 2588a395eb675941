import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { isRunTree, RunTree } from "langsmith/run_trees";
import { AsyncLocalStorageProviderSingleton } from "langsmith/singletons/traceable";

/** What of `@langchain/core/context` is used. */
interface ContextModule {
  registerConfigureHook(config: { contextVar: string; inheritable: boolean }): void;
  setContextVariable(name: string, value: unknown): void;
}

/** What of `@langchain/core/callbacks/promises` is used; its `awaitAllCallbacks` asks LangSmith as well, without bound. */
interface CallbackQueue {
  consumeCallback(callback: () => Promise<void>, wait: boolean): unknown;
}

/** A callback handler, by structure. */
export interface NamedHandler {
  readonly name: string;
}

/** Where langsmith and LangChain keep context variables in what their AsyncLocalStorage holds. */
const VARIABLES = Symbol.for("lc:context_variables");
const MODULE = "@langchain/core/context";

type Variables = Readonly<Record<string | symbol, unknown>>;

/**
 * Attaches handlers to every LangChain run inside of an execution, whatever callbacks the caller passes.
 *
 * LangChain's hooks live in an AsyncLocalStorage: one that is registered once, late, is seen by some requests and not
 * by others. So they are registered once in a context of their own, and each execution runs in that context. A process
 * that imports and requires LangChain has two copies of it, with hooks of their own each.
 */
export class LangChainContext {
  #variables: Variables = {};
  readonly #require = createRequire(import.meta.url);
  readonly #folder = this.findFolder();
  readonly #callbacksFile = this.#folder && join(this.#folder, "callbacks", "manager.cjs");
  readonly #queues: CallbackQueue[] = [];
  #isRequired = false;

  constructor(private readonly handlers: readonly NamedHandler[]) {}

  /** Looks for LangChain, once; it may not be there. */
  async load(): Promise<void> {
    if (this.#folder === undefined) return;
    const [context, queue]: [ContextModule, CallbackQueue] = await Promise.all([
      import("@langchain/core/context"),
      import("@langchain/core/callbacks/promises"),
    ]);
    this.register(context, queue);
    const isInside = (path: string) => this.#folder !== undefined && path.startsWith(this.#folder + sep);
    if (Object.keys(this.#require.cache).some(isInside)) this.registerRequired();
  }

  /** Waits for what LangChain still has to tell its tracer: it tells one after the other, so what comes last is told last. */
  async callbacks(): Promise<void> {
    await Promise.all(
      this.#queues.map(
        ({ consumeCallback }) =>
          new Promise<void>((resolve) => consumeCallback(async () => resolve(), false)),
      ),
    );
  }

  /** Runs a function with the handlers attached, and inside of a run where there is one. */
  run<T>(run: RunTree | undefined, fn: () => T): T {
    const [storage, store] = this.prepare(run);
    return storage === undefined ? fn() : storage.run(store, fn);
  }

  /** An agent runs without handlers rather than not at all. */
  private prepare(run: RunTree | undefined): [AsyncLocalStorage<unknown>, object] | [] {
    try {
      if (!this.#isRequired && this.isRequiredNow()) this.registerRequired();
      const storage = contextStorage();
      const outer: unknown = storage.getStore();
      const store = run ?? (isRunTree(outer) ? new RunTree(outer) : {});
      Reflect.set(store, VARIABLES, { ...variablesOf(outer), ...this.#variables });
      return [storage, store];
    } catch {
      return [];
    }
  }

  /** Where LangChain's CommonJS copy lies. */
  private findFolder(): string | undefined {
    try {
      return dirname(this.#require.resolve(MODULE));
    } catch {
      // an optional peer: without it there are no runs of it
      return undefined;
    }
  }

  /** Whether somebody has required LangChain: the file that makes callbacks is there then. */
  private isRequiredNow(): boolean {
    return this.#callbacksFile !== undefined && this.#callbacksFile in this.#require.cache;
  }

  private registerRequired(): void {
    this.#isRequired = true;
    const context: ContextModule = this.#require(MODULE);
    const queue: CallbackQueue = this.#require("@langchain/core/callbacks/promises");
    this.register(context, queue);
  }

  private register(context: ContextModule, queue: CallbackQueue): void {
    this.#queues.push(queue);
    const storage = contextStorage();
    storage.run(undefined, () => {
      for (const handler of this.handlers) {
        context.registerConfigureHook({ contextVar: handler.name, inheritable: true });
        context.setContextVariable(handler.name, handler);
      }
      this.#variables = { ...this.#variables, ...variablesOf(storage.getStore()) };
    });
  }
}

/** The one that langsmith and LangChain share, in all their copies. */
function contextStorage(): AsyncLocalStorage<unknown> {
  const storage: unknown = AsyncLocalStorageProviderSingleton.getInstance();
  if (storage instanceof AsyncLocalStorage) return storage;
  throw new Error("langsmith has no AsyncLocalStorage");
}

function variablesOf(store: unknown): Variables {
  const variables: unknown =
    typeof store === "object" && store !== null ? Reflect.get(store, VARIABLES) : undefined;
  return typeof variables === "object" && variables !== null ? (variables as Variables) : {};
}
