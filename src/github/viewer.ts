import { z } from "zod";
import type { GitHub } from "./client";
import { GitHubError } from "./errors";

const answer = z.object({ viewer: z.object({ databaseId: z.number(), login: z.string() }) });

/**
 * Id of the user, or of the app's bot, that the token speaks for.
 *
 * `GET /user` refuses a job's token (403); the same question in GraphQL is answered for both kinds of token.
 */
export async function readViewer({ octokit }: GitHub): Promise<number> {
  const parsed = answer.safeParse(await octokit.graphql("query { viewer { databaseId login } }"));
  if (!parsed.success) throw new GitHubError("GitHub did not say whose token this is.");
  return parsed.data.viewer.databaseId;
}
