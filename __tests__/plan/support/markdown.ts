import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

export function parsed(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

export function* nodesIn(node: Nodes): Generator<Nodes> {
  yield node;
  if ("children" in node) for (const child of node.children) yield* nodesIn(child);
}

const MARKER = /^<!-- langgraph-platform report [\w.!~*'()%-]* -->$/;
const BREAK = /^<br>$/;
const END = /^<\/details>$/;
const START =
  /^<details(?: open)?><summary>(?:[^<>&"'`\n]|&#\d+;|<b>[\w ,]+<\/b>|<code>(?:[^<>&"'`\n]|&#\d+;)*<\/code>)*<\/summary>$/;

/**
 * What is wrong with a report as GitHub would read it: HTML that is not ours, folds that do not close, tables whose rows have other
 * columns than their heads, and links, images or footnotes, none of which we write.
 */
export function flawsOf(markdown: string): readonly string[] {
  const flaws: string[] = [];
  let depth = 0;
  for (const node of nodesIn(parsed(markdown))) {
    if (node.type === "html") {
      for (const html of node.value.split("\n")) {
        if (START.test(html)) depth += 1;
        else if (END.test(html)) depth -= 1;
        else if (!MARKER.test(html) && !BREAK.test(html)) flaws.push(`html: ${html.slice(0, 200)}`);
        if (depth < 0) flaws.push("a fold ends that did not begin");
      }
    }
    if (node.type === "table") {
      const columns = node.children[0]?.children.length;
      if (node.children.some((row) => row.children.length !== columns)) flaws.push("a row has other columns");
    }
    if (/^(link|image|footnote|definition)/.test(node.type)) flaws.push(node.type);
  }
  if (depth !== 0) flaws.push(`${depth} folds stay open`);
  return flaws;
}
