/**
 * The first line of a comment's body, by which it is found again: a comment of HTML, which nobody sees.
 *
 * @param key what the report is about, such as a pull request's environments; whatever is in it, the comment of HTML does not end
 */
export function reportMarker(key: string): string {
  const safe = encodeURIComponent(key.replace(/\p{Cs}/gu, "?")).replace(/-(?=-|$)/g, "%2D");
  return `<!-- langgraph-platform report ${safe} -->`;
}
