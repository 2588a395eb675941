/**
 * Markdown that GitHub shows folded.
 *
 * @param summary HTML of our own
 */
export function folded(summary: string, body: string, isOpen = false): string {
  return `<details${isOpen ? " open" : ""}><summary>${summary}</summary>\n\n${body.trim()}\n\n</details>`;
}
