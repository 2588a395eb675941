/** Tries of a call that AWS throttles or fails; the pause between them doubles. */
const ATTEMPTS = 6;

export interface ClientOptions {
  /** @default - the environment's, or the profile's */
  readonly region?: string | undefined;
  /** @default - the SDK's default chain */
  readonly profile?: string | undefined;
  /** Where all services answer. @default - AWS, or AWS_ENDPOINT_URL */
  readonly endpoint?: string | undefined;
}

/** What all clients of AWS's SDK are made with. */
export function clientConfig({ region, profile, endpoint }: ClientOptions) {
  return {
    maxAttempts: ATTEMPTS,
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}
