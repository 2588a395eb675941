/** What stands for all names beyond the bound. */
export const OTHER = "(other)";

/** Names are cut to as many characters. */
const MAX_NAME_LENGTH = 200;

/** The name as it is kept: well-formed, and not longer than MAX_NAME_LENGTH. */
export function boundedName(name: string): string {
  const cut = name.length > MAX_NAME_LENGTH ? copyOf(name.slice(0, MAX_NAME_LENGTH)) : name;
  // half of a pair of surrogates is no character, and no two encoders agree on it
  return cut.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** A slice would keep all of the text that it is cut from. */
function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
