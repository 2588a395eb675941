import type { Edge } from "../graph";
import { commonChange } from "../marks";
import { INTERNET } from "../rules";
import type { FlowNodes } from "./flow-nodes";
import type { Line } from "./picture";

/** Between nodes and blocks that are drawn. */
export type DrawnEdge = Edge & { readonly kind: Line["kind"] };

/** Edges as they are drawn: from blocks instead of each subnet, each way once, and what may be sent at the target groups. */
export function drawnEdges(
  edges: readonly Edge[],
  nodes: FlowNodes,
  isNarrow: boolean,
): readonly DrawnEdge[] {
  const found = new Map<string, { edge: DrawnEdge; labels: Set<string>; changes: Edge["change"][] }>();
  for (const edge of edges) {
    const { kind } = edge;
    if (kind === "use") continue;
    const [from, to, label] = ends(edge, nodes, isNarrow);
    if (from === undefined || to === undefined || from === to) continue;
    if (nodes.isWithin(from, to) || nodes.isWithin(to, from)) continue;
    const key = `${kind} ${from} -> ${to}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, {
        edge: { ...edge, kind, from, to },
        labels: new Set([label]),
        changes: [edge.change],
      });
    } else {
      known.labels.add(label);
      known.changes.push(edge.change);
    }
  }
  const drawn = [...found.values()].map(({ edge: { change: _, ...edge }, labels, changes }) => {
    const change = commonChange(changes);
    const label = [...labels].filter((each) => each !== "").join(", ");
    return { ...edge, label, ...(change && { change }) };
  });
  return atTargetGroups(drawn, nodes);
}

type Ends = readonly [from: string | undefined, to: string | undefined, label: string];

function ends(edge: Edge, nodes: FlowNodes, isNarrow: boolean): Ends {
  const [from, to] = [nodes.anchorOf(edge.from), nodes.anchorOf(edge.to)];
  if (edge.kind !== "rule" || edge.to !== INTERNET) return [from, to, edge.label];
  const exit = exitOf(edge.from, nodes);
  return exit === undefined
    ? [from, to, edge.label]
    : [from, exit, `${edge.label} ${isNarrow ? "out" : "to the internet"}`];
}

/** Where what is in private subnets leaves the network: the subnets with the NAT gateways. */
function exitOf(id: string, nodes: FlowNodes): string | undefined {
  const tier = nodes.find(nodes.find(id)?.parent);
  if (tier?.kind !== "tier" || !tier.id.startsWith("tier private")) return undefined;
  const gateway = nodes.all.find(
    ({ kind, parent }) => kind === "gateway" && nodes.find(parent)?.kind === "subnet",
  );
  return gateway && nodes.anchorOf(gateway.id);
}

/** What a load balancer may send is told at a line from its target groups, where there are any. */
function atTargetGroups(edges: readonly DrawnEdge[], nodes: FlowNodes): readonly DrawnEdge[] {
  const traffic = edges.filter(({ kind }) => kind === "traffic");
  const groupsOf = (rule: DrawnEdge) =>
    traffic.filter(({ from, to }) => to === rule.to && nodes.find(from)?.parent === rule.from);
  const rules = edges.filter((each) => each.kind === "rule" && groupsOf(each).length > 0);
  const told = new Map(
    rules.flatMap((rule) =>
      groupsOf(rule)
        .slice(-1)
        .map((each) => [each, rule] as const),
    ),
  );
  return edges
    .filter((each) => !rules.includes(each))
    .map((each) => {
      const rule = told.get(each);
      if (rule === undefined) return each;
      return { ...each, label: rule.label, ...(rule.change && { change: rule.change }) };
    });
}

/** What is allowed between a node and what it is in, or among what is in it, for which there is no line. */
export function innerWords(edges: readonly Edge[], nodes: FlowNodes): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, readonly string[]>();
  for (const { from, to, label, kind } of edges) {
    if (kind !== "rule") continue;
    const isInner = from === to || nodes.isWithin(to, from);
    if (!isInner && !nodes.isWithin(from, to)) continue;
    const at = isInner ? to : from;
    const words =
      from === to
        ? `${label} within`
        : `${label} ${isInner ? "from" : "to"} ${nodes.nameOf(isInner ? from : to)}`;
    told.set(at, [...(told.get(at) ?? []), words]);
  }
  return told;
}

/** What lines would tell, in words at where they begin: "moves traffic: Load balancer". */
export function wordsOf(
  edges: readonly DrawnEdge[],
  nodes: FlowNodes,
): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, readonly string[]>();
  for (const { from, to, label, kind } of edges) {
    // of a block of subnets the tier tells it
    const at = nodes.find(from) ? from : from.slice("zones ".length);
    const words =
      kind === "route" ? `${label} → ${nodes.nameOf(to)}`.trim() : `${label}: ${nodes.nameOf(to)}`;
    told.set(at, [...(told.get(at) ?? []), words]);
  }
  return told;
}
