import { AREAS, type Edge, type Graph, type Node } from "./graph";
import { commonChange } from "./marks";

/** The same with as few nodes as fit, or as few as there can be. */
export function coarseEnough(graph: Graph, fits: (graph: Graph) => boolean): Graph {
  let at = graph;
  while (!fits(at)) {
    const next = coarser(at);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** The same with fewer nodes: those of one kind in one place become one, then what is inside of others goes. */
export function coarser(graph: Graph): Graph | undefined {
  const merged = withGroups(graph);
  if (merged.nodes.length < graph.nodes.length) return merged;
  const listed = withAreas(graph);
  if (listed.nodes.length < graph.nodes.length) return listed;
  const deepest = graph.nodes.filter(({ parent }) => parent !== undefined);
  if (deepest.length === 0) return undefined;
  return withoutLeaves(graph);
}

/** Nodes of one kind and label, in one place. */
function withGroups(graph: Graph): Graph {
  const groups = new Map<string, Node[]>();
  for (const each of graph.nodes) {
    const key = JSON.stringify([
      each.parent ?? "",
      each.kind,
      each.items.length > 0 ? each.id : baseOf(each),
    ]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  const heads = new Map<string, string>();
  const nodes = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    for (const each of group) heads.set(each.id, first.id);
    return [group.length === 1 ? first : together(first, group)];
  });
  return rewired(graph, nodes, heads);
}

/** What is in no network, by its area: each list is then one line of another. */
function withAreas(graph: Graph): Graph {
  const areas = AREAS.map((area) => graph.nodes.filter((each) => each.area === area));
  const heads = new Map<string, string>();
  const nodes = graph.nodes.filter(({ area }) => area === undefined);
  for (const lists of areas) {
    const [first] = lists;
    if (first === undefined) continue;
    for (const each of lists) heads.set(each.id, first.id);
    nodes.push(lists.length === 1 ? first : listOf(first, lists));
  }
  return rewired(graph, nodes, heads);
}

function listOf(first: Node, lists: readonly Node[]): Node {
  const change = commonChange(lists.map((each) => each.change));
  return {
    id: first.id,
    kind: first.kind,
    label: "Kinds of resources",
    details: [],
    ...(first.area && { area: first.area }),
    members: lists.flatMap(({ members }) => members),
    items: lists.map((each) => ({
      label: each.items.length > 1 ? `${each.label} · ${each.items.length}` : each.label,
      members: each.members,
      ...(each.change && { change: each.change }),
    })),
    ...(change && { change }),
  };
}

/** Of those whose name is their own, such as an address range, the kind alone counts. */
function baseOf({ kind, label }: Node): string {
  return kind === "outside" || kind === "workload" || kind === "subnet" ? "" : label;
}

function together(first: Node, group: readonly Node[]): Node {
  const change = commonChange(group.map((each) => each.change));
  return {
    id: first.id,
    kind: first.kind,
    label: `${group.length} × ${first.label}`,
    details: [],
    ...(first.parent !== undefined && { parent: first.parent }),
    members: group.flatMap(({ members }) => members),
    items: [],
    ...(change && { change }),
  };
}

/** What holds nothing goes into what it is in. */
function withoutLeaves(graph: Graph): Graph {
  const parents = new Set(graph.nodes.flatMap(({ parent }) => parent ?? []));
  const heads = new Map<string, string>();
  const kept = graph.nodes.filter(({ id, parent }) => {
    if (parent === undefined || parents.has(id)) return true;
    heads.set(id, parent);
    return false;
  });
  return rewired(graph, kept, heads);
}

function rewired(graph: Graph, nodes: readonly Node[], heads: ReadonlyMap<string, string>): Graph {
  const head = (id: string) => heads.get(id) ?? id;
  const edges = new Map<string, Edge>();
  for (const each of graph.edges) {
    const [from, to] = [head(each.from), head(each.to)];
    const key = JSON.stringify([from, to, each.kind]);
    if (from === to || edges.has(key)) continue;
    edges.set(key, { ...each, from, to });
  }
  return {
    ...graph,
    nodes: nodes.map((each) => (each.parent === undefined ? each : { ...each, parent: head(each.parent) })),
    edges: [...edges.values()],
  };
}
