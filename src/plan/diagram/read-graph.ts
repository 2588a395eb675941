import type { Plan } from "../model/plan";
import type { Template } from "../model/stack";
import type { Edge, Graph, Node } from "./graph";
import { nodesOf } from "./nodes";
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
  const world = new World(template, plan);
  const inside = nodesOf(world);
  const owner = new Map(inside.flatMap(({ id, members }) => members.map((each) => [each, id] as const)));
  const nodeOf = (address: string) => owner.get(address);
  const { edges: rules, outsiders } = rulesOf(world, nodeOf);
  const routes = routesOf(world, nodeOf);
  const nodes = [...outsidersOf(outsiders, routes), ...inside];
  const edges = [...onPath(rules), ...steeringOf(world, nodeOf), ...routes, ...usesOf(world, nodes, nodeOf)];
  return {
    title: template.stackName,
    nodes,
    edges: edges.map((each) => markEdge(each, world)),
    hasPlan: plan !== undefined,
  };
}

function outsidersOf(outsiders: readonly Outsider[], routes: readonly Edge[]): readonly Node[] {
  const isReached = routes.some(({ to }) => to === INTERNET);
  const isKnown = outsiders.some(({ id }) => id === INTERNET);
  const all = isReached && !isKnown ? [{ id: INTERNET, label: "Internet" }, ...outsiders] : outsiders;
  return all.map(({ id, label }) => ({ id, kind: "outside", label, details: [], members: [], items: [] }));
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
  const change = edge.kind === "rule" ? world.markOf(parts) : undefined;
  return change === undefined ? edge : { ...edge, change };
}
