import { GitHubError } from "../errors";

const PATIENCE_MS = 30_000;
const MOST_TRIES = 3;

/**
 * Asks for JSON, again where there was no answer. Neither the address nor what is sent with it is shown: both may hold a token.
 *
 * @throws GitHubError that names the host
 */
export async function getJson(url: URL, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const answered = await getOnce(url, headers);
    if (typeof answered === "object") return answered.json;
    if (tries === MOST_TRIES) {
      throw new GitHubError(`${url.host} ${answered}.`, { remedy: "Run the job again." });
    }
  }
}

/** What came, or in words why nothing did. */
async function getOnce(
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly json: unknown } | string> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { headers, signal, redirect: "error" });
    if (response.ok) return { json: await response.json() };
    await response.body?.cancel();
    return `answers ${response.status}`;
  } catch {
    return "cannot be reached";
  }
}
