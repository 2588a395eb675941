import { coarser } from "../coarser";
import { AREAS, type Change, type Graph, type Node } from "../graph";
import { markWords, SIGNS } from "../layout/badges";
import { headingOf } from "../names";
import { blocksOf, type Link } from "./blocks";
import { mermaidText } from "./label";

/** What GitHub draws at the most. */
export const MERMAID_LIMITS = { characters: 50_000, edges: 500 } as const;

interface Detail {
  readonly items: number;
  readonly hasDetails: boolean;
}

const DETAILS: readonly Detail[] = [
  { items: 12, hasDetails: true },
  { items: 0, hasDetails: true },
  { items: 0, hasDetails: false },
];

/**
 * A graph as a Mermaid flowchart, which GitHub draws in Markdown.
 *
 * A graph that is too large loses its details first, then nodes of one kind become one, until GitHub draws it.
 */
export function mermaid(graph: Graph): string {
  let drawn: Graph = { ...graph, edges: graph.edges.filter(({ kind }) => kind !== "use") };
  for (;;) {
    for (const detail of DETAILS) {
      const text = flowchart(drawn, detail);
      if (text.length <= MERMAID_LIMITS.characters && linksIn(drawn) <= MERMAID_LIMITS.edges) return text;
    }
    const next = coarser(drawn);
    if (next === undefined) return flowchart({ ...drawn, edges: [] }, { items: 0, hasDetails: false });
    drawn = next;
  }
}

/** Those that only hold areas together count, too. */
function linksIn(graph: Graph): number {
  const { nodes, links } = blocksOf(graph);
  return links.length + nodes.filter(({ area }) => area !== undefined).length;
}

function flowchart(graph: Graph, detail: Detail): string {
  const { nodes, links } = blocksOf(graph);
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const childrenOf = new Map<string | undefined, Node[]>();
  for (const each of nodes) {
    const parent = each.parent !== undefined && ids.has(each.parent) ? each.parent : undefined;
    const known = childrenOf.get(parent);
    if (known === undefined) childrenOf.set(parent, [each]);
    else known.push(each);
  }
  const lines: string[] = [];
  const write = (node: Node, indent: string): void => {
    const id = ids.get(node.id) ?? "";
    const children = childrenOf.get(node.id) ?? [];
    const label = labelOf(node, detail);
    if (children.length === 0) {
      lines.push(`${indent}${id}${shapeOf(node, label)}${classOf(node)}`);
      return;
    }
    // Mermaid has room for one line of a group's name
    lines.push(`${indent}subgraph ${id}["${label.replaceAll("<br/>", " · ")}"]`);
    for (const each of children) write(each, `${indent}  `);
    lines.push(`${indent}end`);
    const className = classOf(node);
    if (className !== "") lines.push(`${indent}class ${id} ${className.slice(3)}`);
  };
  const tops = childrenOf.get(undefined) ?? [];
  for (const each of tops) if (each.area === undefined) write(each, "  ");
  for (const area of new Set(tops.flatMap((each) => each.area ?? []))) {
    lines.push(`  subgraph ${area.toLowerCase().replaceAll(" ", "-")}["${area}"]`, "    direction TB");
    for (const each of tops) if (each.area === area) write(each, "    ");
    lines.push("  end");
  }
  lines.push(...columns(tops, ids));
  return [
    `flowchart TB`,
    `  accTitle: ${mermaidText(graph.title)}`,
    ...lines,
    ...links.flatMap((each) => linkOf(each, ids)),
    ...CLASSES.filter((each) => lines.some((line) => line.endsWith(each.split(" ")[1] ?? ""))).map(
      (each) => `  ${each}`,
    ),
    "",
  ].join("\n");
}

function labelOf(node: Node, { items, hasDetails }: Detail): string {
  const marks = markWords(node).map(([, words]) => words);
  const change = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
  const shown = node.items.slice(0, items);
  const rest = node.items.length - shown.length;
  const parts = [
    `${headingOf(node)}${change}`,
    ...(hasDetails ? node.details : []),
    ...shown.map((each) => (each.change === undefined ? each.label : `${SIGNS[each.change]} ${each.label}`)),
    ...(items > 0 && rest > 0 ? [`and ${rest} more`] : []),
    ...(hasDetails && node.encryption !== undefined ? [`encrypted, ${node.encryption}`] : []),
  ];
  return parts.map(mermaidText).join("<br/>");
}

function shapeOf({ kind }: Node, label: string): string {
  if (kind === "database") return `[("${label}")]`;
  return kind === "outside" ? `(["${label}"])` : `["${label}"]`;
}

function classOf({ change, colour }: Node): string {
  if (change !== undefined) return `:::${classOfChange(change)}`;
  return colour === undefined ? "" : `:::${colour}`;
}

function classOfChange(change: Change): string {
  if (change === "forgotten") return "destroyed";
  return change === "imported" ? "moved" : change;
}

/** Each sets its ground and its text, so that both can be read on GitHub's dark pages, too. */
const CLASSES: readonly string[] = [
  "classDef blue fill:#d9e7fd,stroke:#5c93e6,color:#17212c",
  "classDef green fill:#d8f0de,stroke:#4fa869,color:#17212c",
  "classDef added fill:#dcf2e1,stroke:#0f5f2c,color:#0f5f2c",
  "classDef changed fill:#fcebc8,stroke:#744600,color:#744600",
  "classDef replaced fill:#f9e0f3,stroke:#86266f,color:#86266f",
  "classDef destroyed fill:#fde3e1,stroke:#9c121b,color:#9c121b,stroke-dasharray:5 3",
  "classDef moved fill:#daf0f7,stroke:#0a566f,color:#0a566f",
];

/** What is in no network, in two columns of whole areas: Mermaid would put it all side by side. */
function columns(tops: readonly Node[], ids: ReadonlyMap<string, string>): readonly string[] {
  const heightOf = (nodes: readonly Node[]) => nodes.reduce((sum, { items }) => sum + items.length + 3, 0);
  const areas = AREAS.map((area) => tops.filter((each) => each.area === area));
  const half = heightOf(areas.flat()) / 2;
  const [first, second]: [Node[], Node[]] = [[], []];
  for (const nodes of areas) (heightOf([...first, ...nodes]) <= 1.2 * half ? first : second).push(...nodes);
  return [first, second]
    .filter((column) => column.length > 1)
    .map((column) => `  ${column.map(({ id }) => ids.get(id)).join(" ~~~ ")}`);
}

function linkOf(edge: Link, ids: ReadonlyMap<string, string>): readonly string[] {
  const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
  if (from === undefined || to === undefined) return [];
  const change = edge.change === undefined ? "" : `${SIGNS[edge.change]} `;
  const words = `${change}${edge.label}${edge.isUpward ? " ↑" : ""}`.trim();
  const label = words === "" ? "" : `|"${mermaidText(words)}"|`;
  const arrow = arrowOf(edge);
  return [edge.isUpward ? `  ${to} ${arrow}${label} ${from}` : `  ${from} ${arrow}${label} ${to}`];
}

/** Without a head where an arrow says in words that it goes up. */
function arrowOf({ kind, isRequestPath, isUpward }: Link): string {
  if (isRequestPath) return "==>";
  const isSolid = kind === "rule" || kind === "traffic";
  if (isUpward) return isSolid ? "---" : "-.-";
  return isSolid ? "-->" : "-.->";
}
