import { z } from "zod";
import { OWN_USERS } from "./own-users.js";
import type { Token } from "./settings.js";

/** As many bits as nobody guesses, written in hexadecimal. */
const MIN_LENGTH = 32;
const MAX_LENGTH = 256;

const USER = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
/** What may follow "Bearer" (RFC 6750). */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** Such as "alice:<token>,ci:<token>". A problem names an entry by its place: what looks like a user may be a token. */
export const tokens = z.string().transform((text, context): readonly Token[] => {
  const entries = text.split(",").map(entryOf);
  const problems = [...entries.flatMap(problemsOf), ...repetitions(entries)];
  for (const message of problems) context.issues.push({ code: "custom", message, input: undefined });
  return entries;
});

function entryOf(text: string): Token {
  const [user = "", ...rest] = text.trim().split(":");
  return { user, token: rest.join(":") };
}

function problemsOf({ user, token }: Token, index: number): readonly string[] {
  const entry = `Entry ${index + 1} of AGENT_TOKENS`;
  if (!USER.test(user) || token === "") {
    return [
      `${entry} is none: give user:token, with 1 to 64 letters, digits, ".", "_", "@" and "-" as the user.`,
    ];
  }
  if (OWN_USERS.has(user)) {
    return [`${entry} is for "${user}", whose threads and budget are the service's own: give another user.`];
  }
  if (token.length < MIN_LENGTH || token.length > MAX_LENGTH) {
    const length = `${MIN_LENGTH} to ${MAX_LENGTH}`;
    return [
      `${entry} has a token of ${token.length} characters: give one of ${length}, such as \`openssl rand -hex 32\` prints.`,
    ];
  }
  if (!TOKEN.test(token)) {
    return [
      `${entry} has a token that no request can bear: give letters, digits, "-", ".", "_", "~", "+" and "/".`,
    ];
  }
  return [];
}

/** A token of two users would be either's. */
function repetitions(entries: readonly Token[]): readonly string[] {
  return entries.flatMap(({ token }, index) => {
    const first = entries.findIndex((other) => other.token === token);
    if (first === index || token === "") return [];
    return [
      `Entries ${first + 1} and ${index + 1} of AGENT_TOKENS have the same token: give each one of its own.`,
    ];
  });
}
