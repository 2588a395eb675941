import { STATUS_CODES } from "node:http";

export const PROBLEM_CONTENT_TYPE = "application/problem+json";

export interface ProblemOptions {
  /** Last part of the problem's type. @default - "about:blank": the status says it all */
  readonly type?: string;
  /** @default - the status's own */
  readonly title?: string;
  /** What is wrong with this request, and what to do. */
  readonly detail: string;
  /** When to ask again, which the header Retry-After tells, too. */
  readonly retryAfterSeconds?: number | undefined;
  /** What else a program may want to know. */
  readonly members?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is no success, as RFC 9457 has it. All of it is for the client: nothing in it is internal. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    private readonly options: ProblemOptions,
  ) {
    super(options.detail);
  }

  get headers(): Readonly<Record<string, string>> {
    const { retryAfterSeconds, headers } = this.options;
    return {
      ...headers,
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    };
  }

  toJSON(): Readonly<Record<string, unknown>> {
    const { type, title, detail, retryAfterSeconds, members } = this.options;
    return {
      type: type === undefined ? "about:blank" : `urn:problem-type:${type}`,
      title: title ?? STATUS_CODES[this.status],
      status: this.status,
      detail,
      ...(retryAfterSeconds !== undefined && { retryAfter: retryAfterSeconds }),
      ...members,
    };
  }
}
