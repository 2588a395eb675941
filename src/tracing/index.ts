import { holdSwitches } from "./state";

holdSwitches();

export type {
  BudgetStore,
  BudgetTotals,
  ReserveAnswer,
  ReserveRequest,
  SettleRequest,
} from "./budgets/budget-store";
export type { BudgetLimit, BudgetSettings, SoftLimitEvent } from "./budgets/budgets";
export { BudgetExceededError, type BudgetScope } from "./budgets/error";
export { memoryBudgetStore } from "./budgets/memory";
export { type PostgresBudgetStore, type PostgresPool, postgresBudgetStore } from "./budgets/postgresql";
export { configureTracing, TracingOptionsError } from "./configure";
export { type ModelPrice, PRICES } from "./cost/prices";
export type { DeliveryCounts } from "./delivery/ledger";
export { type TraceHeaders, traceHeaders } from "./distributed";
export { installShutdownHandlers } from "./lifecycle/handlers";
export { deliveryCounts, flush, type ShutdownOptions, shutdown } from "./lifecycle/shutdown";
export { wrapOpenAI } from "./openai";
export type { TracingOptions } from "./options";
export type { ScrubRule } from "./privacy/rules";
export type { Outcome, TokenUsage } from "./records";
export { exportStatistics, mergeStatistics, type StatisticsFormat, statistics } from "./report";
export { PROMETHEUS_CONTENT_TYPE } from "./statistics/export/prometheus";
export type { SeriesSnapshot } from "./statistics/series";
export type { StatisticsSnapshot } from "./statistics/statistics";
export { type ExecutionSummary, type TraceOptions, traceAgentExecution } from "./trace-agent-execution";
