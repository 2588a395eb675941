import { z } from "zod";
import { type EnvironmentVariables, langsmithVariable, TRACING_SWITCHES, tracingSwitch } from "./environment";

/** How tracing is set by LangSmith's own environment variables. */
export interface TracingSettings {
  /** Whether runs go to LangSmith; cost, statistics and budgets do not depend on it. */
  readonly isOn: boolean;
  readonly apiKey?: string | undefined;
  readonly endpoint: string;
  readonly project?: string | undefined;
  readonly workspaceId?: string | undefined;
  /** Share of traces that go to LangSmith, 0 to 1. */
  readonly samplingRate: number;
  readonly hideInputs: boolean;
  readonly hideOutputs: boolean;
  readonly hideMetadata: boolean;
  /** Runs go out as OpenTelemetry spans instead. */
  readonly openTelemetry: boolean;
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
  /** Base address of the ECS task metadata endpoint. */
  readonly metadataEndpoint?: string | undefined;
}

export interface CheckedSettings {
  readonly settings: TracingSettings;
  /** What is wrong or odd, a sentence each; never a secret. */
  readonly problems: readonly string[];
}

const DEFAULT_ENDPOINT = "https://api.smith.langchain.com";

const isHttp = (value: string) => /^https?:\/\//.test(value) && URL.canParse(value);
const hasNoPassword = (value: string) => !/:\/\/[^/]*@/.test(value);
const flag = z.stringbool({
  truthy: ["true", "1"],
  falsy: ["false", "0"],
  error: 'is neither "true" nor "false"',
});

const schema = z.object({
  API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "holds characters that no key has: copy it again from LangSmith's settings")
    .optional(),
  ENDPOINT: z
    .string()
    .refine(isHttp, "is no http(s) address: give one such as https://eu.api.smith.langchain.com, or unset it")
    .refine(hasNoPassword, "has credentials in it: LangSmith takes its key from LANGSMITH_API_KEY alone")
    .transform((value) => value.replace(/\/+$/, ""))
    .default(DEFAULT_ENDPOINT),
  PROJECT: z.string().max(255, "is longer than 255 characters").optional(),
  WORKSPACE_ID: z.uuid("is no UUID: copy the workspace's ID from LangSmith's settings").optional(),
  TRACING_SAMPLING_RATE: z.coerce
    .number("is no number: give one from 0 to 1")
    .min(0, "is below 0: give a number from 0 to 1")
    .max(1, "is above 1: give a number from 0 to 1")
    .default(1),
  HIDE_INPUTS: flag.default(false),
  HIDE_OUTPUTS: flag.default(false),
  HIDE_METADATA: flag.default(false),
  TRACING_MODE: z.enum(["langsmith", "otel"], 'is neither "langsmith" nor "otel"').optional(),
  OTEL_ENABLED: flag.default(false),
});

/** Names that are told back with what was got; the others may hold a secret. */
const SHOWN = /^(PROJECT|WORKSPACE_ID|TRACING_SAMPLING_RATE|HIDE_\w+|TRACING_MODE|OTEL_ENABLED)$/;

/** Reads the settings; where a variable is wrong, nothing goes to LangSmith, since it may have meant to keep it so. */
export function readSettings(env: EnvironmentVariables): CheckedSettings {
  const read = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, langsmithVariable(env, name)]),
  );
  const got = { ...read, OTEL_ENABLED: read.OTEL_ENABLED ?? env.OTEL_ENABLED };
  const checked = schema.safeParse(got);
  const { isOn, disagreement } = tracingSwitch(env);
  const problems = (checked.error?.issues ?? []).map(({ path: [name], message }) =>
    sentence(String(name), Reflect.get(got, String(name)), message),
  );
  const values = checked.data ?? schema.parse({});
  for (const name of TRACING_SWITCHES) {
    const value = env[name]?.trim().toLowerCase() ?? "";
    if (!["", "true", "false"].includes(value)) {
      problems.push(`${name} "${value}" is neither "true" nor "false". Tracing stays off.`);
    }
  }
  if (disagreement !== undefined) problems.push(`${disagreement}: tracing stays off. Set them to the same.`);
  const openTelemetry = (values.TRACING_MODE ?? (values.OTEL_ENABLED ? "otel" : "langsmith")) === "otel";
  if (isOn && values.API_KEY === undefined && checked.success && !openTelemetry) {
    problems.push("Tracing is on, but there is no LANGSMITH_API_KEY: nothing goes to LangSmith.");
  }
  return {
    problems,
    settings: {
      isOn: isOn && checked.success && (values.API_KEY !== undefined || openTelemetry),
      apiKey: values.API_KEY,
      endpoint: values.ENDPOINT,
      project: values.PROJECT,
      workspaceId: values.WORKSPACE_ID,
      samplingRate: values.TRACING_SAMPLING_RATE,
      hideInputs: values.HIDE_INPUTS,
      hideOutputs: values.HIDE_OUTPUTS,
      hideMetadata: values.HIDE_METADATA,
      openTelemetry,
      environment: env.ENVIRONMENT,
      service: env.LANGGRAPH_PLATFORM_SERVICE,
      metadataEndpoint: env.ECS_CONTAINER_METADATA_URI_V4,
    },
  };
}

function sentence(name: string, got: string | undefined, message: string): string {
  const shown = SHOWN.test(name) && got !== undefined ? ` "${got}"` : "";
  // this one is OpenTelemetry's as well
  const variable = name === "OTEL_ENABLED" ? name : `LANGSMITH_${name}`;
  return `${variable}${shown} ${message}. Tracing stays off.`;
}
