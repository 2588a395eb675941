/** The process's environment; the only place of tracing that reads it. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

export function processEnvironment(): EnvironmentVariables {
  return process.env;
}

/** LangSmith's variables have a second, older name. */
export function langsmithVariable(env: EnvironmentVariables, name: string): string | undefined {
  return nonEmpty(env[`LANGSMITH_${name}`]) ?? nonEmpty(env[`LANGCHAIN_${name}`]);
}

function nonEmpty(value: string | undefined): string | undefined {
  const trimmed = value?.trim().replace(/^(["'])(.*)\1$/, "$2");
  return trimmed === "" ? undefined : trimmed;
}

/** Variables that switch tracing on: LangSmith's, and those that LangChain reads. */
export const TRACING_SWITCHES = [
  "LANGSMITH_TRACING",
  "LANGSMITH_TRACING_V2",
  "LANGCHAIN_TRACING_V2",
  "LANGCHAIN_TRACING",
] as const;

export interface TracingSwitch {
  readonly isOn: boolean;
  /** Names of those that say yes and no, where they disagree. */
  readonly disagreement?: string | undefined;
}

/** Tracing is on where a variable says "true" and none says anything else: a no is meant. */
export function tracingSwitch(env: EnvironmentVariables): TracingSwitch {
  const set = TRACING_SWITCHES.flatMap((name) => {
    const value = nonEmpty(env[name])?.toLowerCase();
    return value === undefined ? [] : [{ name, value }];
  });
  const on = set.filter(({ value }) => value === "true");
  const off = set.filter(({ value }) => value !== "true");
  if (on.length === 0 || off.length === 0) return { isOn: on.length > 0 };
  const list = (some: typeof set) => some.map(({ name, value }) => `${name}=${value}`).join(" and ");
  return { isOn: false, disagreement: `${list(on)}, but ${list(off)}` };
}

/**
 * Keeps LangChain from tracing by itself: outside of traceAgentExecution its runs would go through a client of its
 * own, unscrubbed and unbounded, and without a key as well. Inside, the run says that tracing is on.
 *
 * @param before what the variables said when another copy of this module did it
 * @returns what they said
 */
export function switchOffTracingOutside(before: EnvironmentVariables): EnvironmentVariables {
  const said: Record<string, string | undefined> = { ...remembered(), ...before };
  for (const name of TRACING_SWITCHES) {
    const value = process.env[name];
    if (value === undefined || value === SWITCHED_OFF) continue;
    said[name] = value;
    process.env[name] = SWITCHED_OFF;
  }
  process.env[MEMORY] = JSON.stringify(said);
  return said;
}

/** What a process that has started this one was told. */
function remembered(): EnvironmentVariables {
  try {
    const said: unknown = JSON.parse(process.env[MEMORY] ?? "{}");
    const entries = Object.entries(typeof said === "object" && said !== null ? said : {});
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

/** Not "true", and nothing that a user would say. */
const SWITCHED_OFF = "off for langgraph-platform";
/** For processes that inherit the environment. */
const MEMORY = "LANGGRAPH_PLATFORM_TRACING_SWITCHES";

/** For a process of Node that has none of the application's preloads, inspectors and limits. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: "" };
}

const SECRET_VARIABLE = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)$|(?:_URI|_URL|_DSN)$/i;

/** Values of variables whose names say that they are secret, and passwords inside of addresses. */
export function secretValues(env: EnvironmentVariables): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || !SECRET_VARIABLE.test(name)) return [];
    if (!/_(?:URI|URL|DSN)$/i.test(name)) return [value, ...stringsIn(value)];
    const password = /:\/\/[^:@/\s]*:([^@/\s]+)@/.exec(value)?.[1];
    return password === undefined ? [] : [value, password, decoded(password)];
  });
}

/** Of a value that is JSON, as Secrets Manager gives a database's to a task. */
function stringsIn(value: string): readonly string[] {
  if (!value.startsWith("{")) return [];
  try {
    const parsed: unknown = JSON.parse(value);
    return Object.entries(parsed ?? {}).flatMap(([name, inner]) =>
      typeof inner === "string" && SECRET_FIELD.test(name) ? [inner] : [],
    );
  } catch {
    return [];
  }
}

const SECRET_FIELD = /pass|secret|token|key|credential/i;

/** A percent-encoded text; one that is none stays what it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
