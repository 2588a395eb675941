/** What the agent is told by its environment and command line. */
export interface Settings {
  /** Address that it listens on. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Nobody is asked for a token, and only this machine is served. */
  readonly insecure: boolean;
  /** Empty with `insecure` alone. */
  readonly tokens: readonly Token[];
  readonly database: DatabaseSettings;
  readonly model: ModelSettings;
  /** Undefined: there is no webhook. */
  readonly jira?: JiraSettings | undefined;
  readonly budgets: BudgetSettings;
  readonly limits: LimitSettings;
  /** Days without a run after which a thread is forgotten. */
  readonly threadRetentionDays: number;
  /** From the signal to the end of the process. ECS kills 30 s after the signal. */
  readonly shutdownTimeoutMs: number;
  /** How long an idle connection is kept: longer than the load balancer keeps its own. */
  readonly keepAliveTimeoutMs: number;
  /** Whether the page at `/` is there. */
  readonly page: boolean;
  readonly logLevel: LogLevel;
}

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

/** Who may ask, by what. A user may have several, such as an old one and a new one. */
export interface Token {
  readonly user: string;
  readonly token: string;
}

export interface DatabaseSettings {
  readonly uri: string;
  /** Connections that this process holds at most. */
  readonly poolSize: number;
  /** File of certificates that the server's is verified by. @default - Amazon's for RDS */
  readonly caFile?: string | undefined;
}

export type ModelSettings =
  | {
      readonly kind: "openai";
      readonly apiKey: string;
      readonly model: string;
      /** @default - OpenAI's */
      readonly baseUrl?: string | undefined;
    }
  | {
      readonly kind: "offline";
      /** Before each word of an answer. @default 0 */
      readonly delayMs?: number | undefined;
    };

export interface JiraSettings {
  /** Such as https://your-domain.atlassian.net. */
  readonly baseUrl: string;
  readonly email: string;
  readonly apiToken: string;
  readonly webhookSecret: string;
  /** A delivery whose timestamp is older is refused. Jira tries up to five times, 5 to 15 minutes apart, with the same body. */
  readonly maxAgeSeconds: number;
}

/** Hard limits, in USD. */
export interface BudgetSettings {
  /** Of one run. */
  readonly executionUsd: number;
  /** Of one user on one day (UTC). */
  readonly userUsd: number;
  /** Of all users on one day (UTC). */
  readonly dayUsd: number;
}

export interface LimitSettings {
  /** Of a request's body. */
  readonly bodyBytes: number;
  /** Runs under way in this process. */
  readonly runs: number;
  /** Runs of one user under way in this process. */
  readonly runsPerUser: number;
  /** A run that takes longer is ended. */
  readonly runTimeoutMs: number;
}
