import { z } from "zod";

/** A node of the Atlassian Document Format, as far as its text goes. */
const node = z.object({
  type: z.string(),
  text: z.string().optional(),
  attrs: z.record(z.string(), z.unknown()).optional().catch(undefined),
  content: z.array(z.unknown()).optional().catch(undefined),
});

/** Deeper than Jira's editor goes. */
const MAX_DEPTH = 40;

/** Nodes that stand within a line. */
const INLINE = new Set(["text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"]);

/** The text of a field that is a document, or text already. */
export function documentText(field: unknown): string {
  return typeof field === "string" ? field : textOf(field, MAX_DEPTH).trim();
}

function textOf(value: unknown, depth: number): string {
  const parsed = node.safeParse(value);
  if (!parsed.success || depth === 0) return "";
  const { type, text, attrs, content = [] } = parsed.data;
  if (text !== undefined) return text;
  if (type === "hardBreak") return "\n";
  if (INLINE.has(type)) return inlineText(attrs);
  const inner = content.map((child) => textOf(child, depth - 1)).join("");
  if (type === "listItem") return `- ${inner}`;
  return inner === "" || inner.endsWith("\n") ? inner : `${inner}\n`;
}

/** What a mention, an emoji, a link or a status shows. */
function inlineText(attrs: Readonly<Record<string, unknown>> = {}): string {
  const { text, url, shortName, timestamp } = attrs;
  if (timestamp !== undefined) {
    const date = new Date(Number(timestamp));
    return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
  }
  const shown = [text, url, shortName].find((attribute) => typeof attribute === "string");
  return typeof shown === "string" ? shown : "";
}

/** A document of the Atlassian Document Format, such as a comment's body. */
export interface JiraDocument {
  readonly version: 1;
  readonly type: "doc";
  readonly content: readonly JiraNode[];
}

interface JiraNode {
  readonly type: string;
  readonly text?: string;
  readonly marks?: readonly { readonly type: string }[];
  readonly content?: readonly JiraNode[];
}

/**
 * A text as a document, its note in italics below.
 *
 * It becomes paragraphs and nothing else: whoever files an issue has a say in what the agent writes, and shall get no
 * links and no mentions of people out of it.
 */
export function toDocument(text: string, note: string): JiraDocument {
  const paragraphs = text.split(/\n{2,}/).map((part) => paragraph(part.split("\n")));
  const remark: JiraNode = { type: "text", text: note, marks: [{ type: "em" }] };
  const content = [...paragraphs, { type: "rule" }, { type: "paragraph", content: [remark] }];
  return { version: 1, type: "doc", content };
}

function paragraph(lines: readonly string[]): JiraNode {
  const content = lines.flatMap((text, index): JiraNode[] => [
    ...(index > 0 ? [{ type: "hardBreak" }] : []),
    // Jira takes no text node that is empty
    ...(text === "" ? [] : [{ type: "text", text }]),
  ]);
  return { type: "paragraph", content };
}
