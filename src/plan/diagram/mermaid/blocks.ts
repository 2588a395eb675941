import type { Graph, Item, Node } from "../graph";
import { type DrawnEdge, drawnEdges } from "../layout/flow-edges";
import { blockId, FlowNodes } from "../layout/flow-nodes";
import { commonChange } from "../marks";
import { headingOf } from "../names";

/** An edge with the way that it is drawn: Mermaid puts who an arrow comes from above who it leads to. */
export interface Link extends DrawnEdge {
  /** Drawn the other way round, so that clients stay on top. */
  readonly isUpward: boolean;
}

export interface Blocks {
  readonly nodes: readonly Node[];
  readonly links: readonly Link[];
}

/** The subnets of a tier as one node, with what is in them, and edges between what is left. */
export function blocksOf(graph: Graph): Blocks {
  const flow = new FlowNodes(graph);
  const isInSubnet = ({ id, kind }: Node) => {
    const anchor = flow.anchorOf(id);
    return kind === "subnet" ? anchor !== id : anchor !== undefined && anchor !== id;
  };
  const blocks = flow.all
    .filter(({ kind }) => kind === "tier")
    .flatMap((tier) => {
      const subnets = flow.childrenOf(tier.id).filter(({ kind }) => kind === "subnet");
      return subnets.length === 0 ? [] : [blockOf(tier, subnets, flow)];
    });
  const links = drawnEdges(graph.edges, flow, false).map((each) => ({
    ...each,
    isUpward: flow.rankOf(each.from, false) > flow.rankOf(each.to, false),
  }));
  return { nodes: [...graph.nodes.filter((each) => !isInSubnet(each)), ...blocks], links };
}

function blockOf(tier: Node, subnets: readonly Node[], flow: FlowNodes): Node {
  const items = subnets.map((subnet): Item => {
    const inside = flow.childrenOf(subnet.id);
    const change = commonChange([subnet.change, ...inside.map((each) => each.change)]);
    return {
      label: [subnet.label, ...subnet.details, ...inside.map(headingOf)].join(", "),
      members: [...subnet.members, ...inside.flatMap(({ members }) => members)],
      ...(change && { change }),
    };
  });
  const change = commonChange(items.map((each) => each.change));
  return {
    id: blockId(tier.id),
    kind: "subnet",
    label: items.length === 1 ? "Subnet" : "Subnets",
    details: [],
    parent: tier.id,
    members: items.flatMap(({ members }) => members),
    items,
    ...(change && { change }),
  };
}
