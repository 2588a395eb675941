import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck/light.js";
import type { Repository } from "./repository";

/** A rate limit is waited for this often; a limit that lasts is an error. */
const MOST_WAITS = 3;
/** Longest wait for a limit in seconds: a job that is paid by the minute rather fails. */
const LONGEST_WAIT_SECONDS = 300;

export interface ClientOptions extends Repository {
  readonly token: string;
  /** @default "https://api.github.com" */
  readonly apiUrl?: string;
  /** How long a second is that GitHub asks to wait, in milliseconds. @default 1_000 */
  readonly secondMs?: number;
  /**
   * Whether requests keep apart as GitHub's limits ask, and wait where one is reached.
   *
   * @default true
   */
  readonly throttled?: boolean;
  /** Hears of what went wrong and is tried again. @default - nobody does */
  readonly warn?: (line: string) => void;
}

const Client = Octokit.plugin(paginateRest, retry, throttling);

/** GitHub's API for one repository. */
export interface GitHub extends Repository {
  readonly octokit: InstanceType<typeof Client>;
}

/** A client that waits for rate limits as long as GitHub says, and asks three times more after an error of GitHub's own. */
export function createGitHub(options: ClientOptions): GitHub {
  const { owner, repo, token, apiUrl, secondMs = 1_000, throttled = true, warn = () => {} } = options;
  const wait = (limit: string) => (seconds: number, _: object, __: unknown, waited: number) => {
    const again = waited < MOST_WAITS && seconds <= LONGEST_WAIT_SECONDS;
    warn(`GitHub's ${limit} is reached; it asks to wait ${seconds} s${again ? "" : ", which is too long"}.`);
    return again;
  };
  const octokit = new Client({
    auth: token,
    userAgent: "langgraph-platform",
    ...(apiUrl !== undefined && { baseUrl: apiUrl }),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    retry: { retryAfterBaseValue: secondMs },
    throttle: {
      enabled: throttled,
      retryAfterBaseValue: secondMs,
      // as GitHub's good practices ask: a second between writes, and three where people are notified
      write: new Bottleneck.Group({ maxConcurrent: 1, minTime: secondMs }),
      notifications: new Bottleneck.Group({ maxConcurrent: 1, minTime: 3 * secondMs }),
      onRateLimit: wait("rate limit"),
      onSecondaryRateLimit: wait("secondary rate limit"),
    },
  });
  return { owner, repo, octokit };
}
