import { type Mask, maskOf } from "../masking";
import type { Plan } from "../model/plan";
import type { Stack, Template } from "../model/stack";
import { type Source, templateSource } from "./blocks";
import type { Edge, Graph, Node } from "./graph";
import { nodesOf } from "./nodes";
import { planSource } from "./plan-source";
import { INTERNET, type Outsider, rulesOf } from "./rules";
import { routesOf, steeringOf, usesOf } from "./ways";
import { World } from "./world";

/**
 * Reads what a stack is made of, and who talks to whom, from cdk.tf.json.
 *
 * Every resource of it is a member of one node, and every node but those outside of the stack has members, or is a tier of subnets.
 *
 * @param plan marks what it adds, changes, replaces and destroys, and tells values that are expressions in the template
 */
export function readGraph(template: Template, plan?: Plan): Graph {
  return graphOf(templateSource(template), plan, maskOf(plan === undefined ? [] : [plan]));
}

/**
 * Pictures of plans, each from the cdk.tf.json beside it, else from what it tells of its configuration; and of stacks without a plan.
 *
 * @param mask of all the plans that are shown together: what one calls a secret may stand in another. @default - that of these
 */
export function graphsOf(
  stacks: readonly Stack[],
  templates: readonly Template[] = [],
  mask: Mask = maskOf(stacks.map(({ plan }) => plan)),
): readonly Graph[] {
  return [
    ...stacks.map(({ name, template, plan }) => {
      const source = template === undefined ? planSource(plan, name) : templateSource(template);
      return graphOf({ ...source, title: name }, plan, mask);
    }),
    ...templates.map((each) => graphOf(templateSource(each), undefined, mask)),
  ];
}

function graphOf(source: Source, plan: Plan | undefined, mask: Mask): Graph {
  const world = new World(source, plan);
  const inside = nodesOf(world);
  const owner = new Map(inside.flatMap(({ id, members }) => members.map((each) => [each, id] as const)));
  const nodeOf = (address: string) => owner.get(address);
  const { edges: rules, outsiders } = rulesOf(world, nodeOf);
  const routes = routesOf(world, nodeOf);
  const nodes = [...outsidersOf(outsiders, routes), ...inside];
  const edges = [...onPath(rules), ...steeringOf(world, nodeOf), ...routes, ...usesOf(world, nodes, nodeOf)];
  const graph = {
    title: source.title,
    nodes,
    edges: once(edges).map((each) => markEdge(each, world)),
    ...(plan && { tally: world.marks.tally }),
  };
  return masked(graph, mask);
}

/** Several that say the same of the same two are one. */
function once(edges: readonly Edge[]): readonly Edge[] {
  const known = new Map<string, Edge>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.kind, edge.from, edge.to, edge.label]);
    const same = known.get(key);
    known.set(key, same ? { ...same, members: [...new Set([...same.members, ...edge.members])] } : edge);
  }
  return [...known.values()];
}

/** Plans know secrets that the template's words may hold. */
function masked(graph: Graph, mask: Mask): Graph {
  const text = (each: string) => mask.text(each);
  return {
    ...graph,
    title: text(graph.title),
    nodes: graph.nodes.map((node) => ({
      ...node,
      label: text(node.label),
      details: node.details.map(text),
      items: node.items.map((item) => ({ ...item, label: text(item.label) })),
    })),
    edges: graph.edges.map((edge) => ({ ...edge, label: text(edge.label) })),
  };
}

function outsidersOf(outsiders: readonly Outsider[], routes: readonly Edge[]): readonly Node[] {
  const isReached = routes.some(({ to }) => to === INTERNET);
  const isKnown = outsiders.some(({ id }) => id === INTERNET);
  const all =
    isReached && !isKnown ? [{ id: INTERNET, label: "Internet", ranges: [] }, ...outsiders] : outsiders;
  return all.map(({ id, label, ranges }) => ({
    id,
    kind: "outside",
    label,
    details: [],
    members: [],
    items: ranges.length > 1 && id !== INTERNET ? ranges.map((each) => ({ label: each, members: [] })) : [],
  }));
}

/** A request comes from outside, and goes on where rules let it. */
function onPath(rules: readonly Edge[]): readonly Edge[] {
  const isOutside = (id: string) => id.startsWith("outside ");
  const reached = new Set(rules.map(({ from }) => from).filter(isOutside));
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const { from, to } of rules) if (reached.has(from) && !isOutside(to)) reached.add(to);
  }
  return rules.map((each) => ({ ...each, isRequestPath: reached.has(each.from) && !isOutside(each.to) }));
}

/** An edge is changed by what says so alone: a rule, an association, never the service that it leads to. */
function markEdge(edge: Edge, world: World): Edge {
  const parts = edge.members.filter((each) => world.ownerOf(each) !== each);
  const change = edge.kind === "rule" ? world.marks.of(parts) : undefined;
  return change === undefined ? edge : { ...edge, change };
}
