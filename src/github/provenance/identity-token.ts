import { z } from "zod";
import { GitHubError } from "../errors";
import { getJson } from "./get-json";

/** Asks GitHub to sign for the job that this is, and for a text that the job chooses: the audience. */
export type Sign = (audience: string) => Promise<string>;

const answer = z.looseObject({ value: z.string().min(1) });

/**
 * GitHub's identity token for a job: a JSON Web Token that tells repository, workflow, commit and run of the job, which no job can choose.
 *
 * @param env of a job that has the permission `id-token: write`
 */
export function signWith(env: Readonly<Record<string, string | undefined>>): Sign {
  return async (audience) => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
    if (!address || !token || !URL.canParse(address)) {
      throw new GitHubError("GitHub signs nothing for this job.", {
        remedy: "Give it the permission id-token: write.",
      });
    }
    const url = new URL(address);
    url.searchParams.set("audience", audience);
    const parsed = answer.safeParse(await getJson(url, { authorization: `Bearer ${token}` }));
    if (parsed.success) return parsed.data.value;
    throw new GitHubError("GitHub answered with no identity token.");
  };
}
