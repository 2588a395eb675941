import { AsyncLocalStorage } from "node:async_hooks";
import { Budgets } from "./budgets/budgets";
import { costOf } from "./cost/cost";
import { PriceList } from "./cost/prices";
import { RunClient } from "./delivery/client";
import { errorName } from "./error-name";
import { type Execution, identityMetadata } from "./execution";
import { Place } from "./identity";
import { exporterSecrets } from "./open-telemetry/destination";
import type { SpanQueue } from "./open-telemetry/span-queue";
import type { OpenTelemetryOptions } from "./open-telemetry/start";
import { limitsOf, type TracingLimits, type TracingOptions } from "./options";
import { type ScrubText, textScrubber } from "./privacy/rules";
import { Admission } from "./recording/admission";
import { BudgetGuard } from "./recording/budget-guard";
import { LangChainContext } from "./recording/langchain-context";
import { LangChainHandler } from "./recording/langchain-handler";
import { ModelCalls } from "./recording/model-calls";
import { ExecutionRuns } from "./recording/run-observer";
import type { ExecutionRecord, ModelCall } from "./records";
import { processEnvironment, secretValues } from "./settings/environment";
import type { TracingSettings } from "./settings/settings";
import { StandardOutput } from "./standard-output";
import { holdSwitches, type TracingState, tracingState } from "./state";
import { EmfWriter } from "./statistics/export/emf";
import { Statistics } from "./statistics/statistics";
import { Warnings } from "./warnings";

/** Everything that executions share. */
export interface Runtime {
  readonly settings: TracingSettings;
  readonly limits: TracingLimits;
  readonly place: Place;
  readonly output: StandardOutput;
  readonly warnings: Warnings;
  readonly executions: AsyncLocalStorage<Execution>;
  /** Ends executions that are under way, at shutdown. */
  readonly open: Set<() => void>;
  readonly langchain: LangChainContext;
  readonly calls: ModelCalls;
  readonly runs: ExecutionRuns;
  readonly admission: Admission;
  readonly statistics: Statistics;
  readonly budgets: Budgets | undefined;
  readonly prices: PriceList;
  readonly emf: EmfWriter | undefined;
  /** Absent where tracing is off. */
  readonly client: RunClient | undefined;
  /** The client's queue in OpenTelemetry mode. */
  readonly spans: SpanQueue | undefined;
  readonly scrub: ScrubText | undefined;
  record(execution: ExecutionRecord): void;
}

/** The runtime, made at the first call; undefined where that fails, since an agent runs without one as well. */
export function prepareRuntime(): Promise<Runtime | undefined> {
  const state = tracingState();
  state.preparing ??= makeRuntime(state).then(
    (runtime) => {
      state.runtime = runtime;
      return runtime;
    },
    (error: unknown) => {
      new Warnings().warn(
        "runtime",
        `Tracing could not start (${errorName(error)}): nothing is traced, counted or refused.`,
      );
      return undefined;
    },
  );
  return state.preparing;
}

async function makeRuntime({ options }: TracingState): Promise<Runtime> {
  const env = { ...processEnvironment(), ...holdSwitches() };
  const warnings = new Warnings();
  // zod takes as long to load as all the rest, and no process needs it before its first execution
  const { readSettings } = await import("./settings/settings");
  const { settings, problems } = readSettings(env);
  for (const problem of problems) warnings.warn(problem, problem);
  const place = new Place(settings, warnings);
  await place.read();
  const limits = limitsOf(options);
  const scrub =
    options.scrubbing === false
      ? undefined
      : textScrubber({ rules: options.scrubRules, known: [...secretValues(env), ...exporterSecrets(env)] });
  const executions = new AsyncLocalStorage<Execution>();
  const statistics = new Statistics({ maxSeries: limits.maxSeries });
  const output = new StandardOutput();
  const emf = emfWriter(options, settings, { place, limits, output });
  const prices = new PriceList(options.prices);
  const calls = new ModelCalls({
    costOf: (model, usage) => costOf(model, usage, prices),
    record: (call: ModelCall) => {
      statistics.recordCall(call);
      emf?.recordCall(call);
    },
    abandoned: (id) => {
      const address = runs.addressOf(id);
      // as traceable ends what is broken off
      if (address !== undefined)
        void client?.updateRun(id, { ...address, error: "Cancelled", end_time: Date.now() });
    },
  });
  const runs = new ExecutionRuns({ calls, metadata: () => identityMetadata(place.identity) });
  const budgets = options.budgets && new Budgets(options.budgets, { service: settings.service, warnings });
  const spans = await spanQueue(settings, { env, identity: place.identity, warnings, ...limits });
  const isOn = settings.isOn && (!settings.openTelemetry || spans !== undefined);
  const client = isOn
    ? new RunClient({
        ...settings,
        ...limits,
        apiKey: settings.apiKey ?? "",
        scrub,
        warnings,
        observer: runs,
        queue: spans,
      })
    : undefined;
  const admission = new Admission({ budgets, prices, calls, runs, client });
  const current = () => executions.getStore();
  const langchain = new LangChainContext([
    new LangChainHandler(calls, runs, current),
    ...(budgets === undefined ? [] : [new BudgetGuard(admission, current)]),
  ]);
  await langchain
    .load()
    .catch(() =>
      warnings.warn(
        "langchain",
        "LangChain is there, but cannot be loaded: its model calls are not counted.",
      ),
    );
  return {
    settings,
    limits,
    place,
    output,
    warnings,
    executions,
    open: new Set(),
    langchain,
    calls,
    runs,
    admission,
    statistics,
    budgets,
    prices,
    emf,
    client,
    spans,
    scrub,
    record: (execution) => {
      statistics.recordExecution(execution);
      emf?.recordExecution(execution);
    },
  };
}

/** In an ECS task, standard output is the service's log group, which turns such lines into metrics. */
function emfWriter(
  { emf }: TracingOptions,
  { metadataEndpoint }: TracingSettings,
  { place, limits, output }: { place: Place; limits: TracingLimits; output: StandardOutput },
): EmfWriter | undefined {
  if (!(emf ?? metadataEndpoint !== undefined)) return undefined;
  return new EmfWriter({
    identity: () => place.identity,
    write: (line) => output.write(line),
    maxAgents: limits.emfAgents,
  });
}

/** Without the mode nothing of OpenTelemetry is loaded. */
async function spanQueue(
  settings: TracingSettings,
  options: Omit<OpenTelemetryOptions, "settings">,
): Promise<SpanQueue | undefined> {
  if (!settings.isOn || !settings.openTelemetry) return undefined;
  const { startOpenTelemetry } = await import("./open-telemetry/start");
  return startOpenTelemetry({ ...options, settings });
}
