import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api";
import type { Graph, Node } from "../graph";
import { isUniform } from "../marks";
import type { Attempt } from "./attempts";
import { SIGNS } from "./badges";
import { type Card, cardOf, PAD } from "./card";
import { type DrawnEdge, drawnEdges, innerWords, wordsOf } from "./flow-edges";
import { blockId, FlowNodes } from "./flow-nodes";
import { FONT, LINE, textWidth } from "./measure";
import { type ZoneBlock, zoneBlock } from "./zones";

const CONTAINERS: ReadonlySet<Node["kind"]> = new Set(["vpc", "tier", "balancer"]);

/** Stacked below the database where there is no room beside it. */
const EXTRAS: ReadonlySet<Node["kind"]> = new Set(["database", "workload", "endpoint"]);

/** Where all is new, boxes say so. */
function unmarked({ change: _, ...edge }: DrawnEdge): DrawnEdge {
  return edge;
}

/** What ELK is asked to lay out. */
export class FlowPlan {
  readonly nodes: FlowNodes;
  readonly edges: readonly DrawnEdge[];
  readonly blocks = new Map<string, ZoneBlock>();
  readonly attempt: Attempt;
  /** Marks by their signs alone. */
  readonly #isShort: boolean;
  readonly #inner: ReadonlyMap<string, readonly string[]>;
  readonly #words: ReadonlyMap<string, readonly string[]>;

  constructor(graph: Graph, attempt: Attempt) {
    this.attempt = attempt;
    this.#isShort = attempt.isNarrow || isUniform(graph);
    this.nodes = new FlowNodes(graph);
    const edges = drawnEdges(graph.edges, this.nodes, attempt.isNarrow);
    const isTold = ({ kind, from, isRequestPath }: DrawnEdge) =>
      attempt.inWords.has(kind) && !isRequestPath && this.nodes.find(from)?.kind !== "alarms";
    this.edges = edges
      .filter((each) => !isTold(each))
      .map((each) => (isUniform(graph) ? unmarked(each) : each));
    this.#words = wordsOf(edges.filter(isTold), this.nodes);
    this.#inner = innerWords(graph.edges, this.nodes);
  }

  get root(): ElkNode {
    const children = this.nodes.roots.map((each) => this.#elkNode(each));
    const edges = this.edges.map((each, index) => this.#elkEdge(each, index));
    return { id: "root", layoutOptions: this.#options(), children, edges: [...edges, ...this.#below()] };
  }

  /** @param width as laid out. @default - as wide as its text */
  card(node: Node, width?: number): Card {
    const { isNarrow } = this.attempt;
    const words = [...(this.#inner.get(node.id) ?? []), ...(this.#words.get(node.id) ?? [])];
    return cardOf(words.length === 0 ? node : { ...node, details: [...node.details, ...words] }, {
      ...(isNarrow && { most: words.length === 0 ? 194 : 240 }),
      least: node.kind === "outside" ? 90 : 0,
      isShort: this.#isShort,
      hasIcon: !isNarrow,
      ...(width !== undefined && { width }),
    });
  }

  /** Against the way of a request: laid out the other way round, so that clients stay on top. */
  isUpward({ from, to }: DrawnEdge): boolean {
    return this.#rank(from) > this.#rank(to);
  }

  #rank(id: string): number {
    return this.nodes.rankOf(id, this.attempt.isNarrow);
  }

  #options(): Record<string, string> {
    const { isNarrow, placement = "NETWORK_SIMPLEX" } = this.attempt;
    return {
      "elk.algorithm": "layered",
      "elk.direction": "DOWN",
      "elk.hierarchyHandling": "INCLUDE_CHILDREN",
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.padding": "[top=0,left=0,bottom=0,right=0]",
      "elk.spacing.nodeNode": isNarrow ? "12" : "22",
      "elk.spacing.edgeNode": isNarrow ? "8" : "12",
      "elk.spacing.edgeEdge": isNarrow ? "8" : "10",
      "elk.spacing.edgeLabel": "3",
      "elk.layered.spacing.nodeNodeBetweenLayers": "22",
      "elk.layered.spacing.edgeNodeBetweenLayers": "12",
      "elk.layered.spacing.edgeEdgeBetweenLayers": isNarrow ? "8" : "10",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.layered.nodePlacement.strategy": placement,
      "elk.edgeLabels.placement": "CENTER",
    };
  }

  #elkNode(node: Node): ElkNode {
    const children = this.nodes.childrenOf(node.id);
    const card = this.card(node);
    if (!CONTAINERS.has(node.kind) || children.length === 0) {
      return { id: node.id, width: card.width, height: card.height };
    }
    const subnets = children.filter(({ kind }) => kind === "subnet");
    const others = children.filter(({ kind }) => kind !== "subnet");
    const block = subnets.length === 0 ? [] : [this.#elkBlock(node, subnets)];
    const pad = this.attempt.isNarrow ? 9 : PAD;
    return {
      id: node.id,
      layoutOptions: {
        "elk.padding": `[top=${card.height},left=${pad},bottom=${pad},right=${pad}]`,
        "elk.nodeSize.constraints": "MINIMUM_SIZE",
        // ELK takes them the other way round where a layout goes down: https://github.com/kieler/elkjs/issues/313
        "elk.nodeSize.minimum": `(${card.height},${card.width})`,
      },
      children: [...others.map((each) => this.#elkNode(each)), ...block],
    };
  }

  #elkBlock(tier: Node, subnets: readonly Node[]): ElkNode {
    const room = this.attempt.isNarrow ? 165 : 450;
    const block = zoneBlock(subnets, (id) => this.nodes.childrenOf(id), room);
    const id = blockId(tier.id);
    this.blocks.set(id, block);
    return { id, width: block.width, height: block.height };
  }

  #elkEdge(edge: DrawnEdge, index: number): ElkExtendedEdge {
    const [from, to] = this.isUpward(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    const { label, change } = edge;
    const words = change === undefined ? label : `${SIGNS[change]} ${label}`;
    const width = textWidth(words, FONT.text, { isBold: change !== undefined }) + 8;
    return {
      id: String(index),
      sources: [from],
      targets: [to],
      ...(this.#isLabelled(edge) && { labels: [{ text: edge.label, width, height: LINE.text }] }),
    };
  }

  /** What steers, or is a route, is told by its line alone where there is little room. */
  #isLabelled({ label, kind }: DrawnEdge): boolean {
    return label !== "" && !(this.attempt.isNarrow && (kind === "control" || kind === "route"));
  }

  /** Edges that nobody sees, which put what is in one place one below the other. */
  #below(): readonly ElkExtendedEdge[] {
    return [...this.#stacks().values()].flatMap((ids) => {
      const sorted = [...ids].sort((one, other) => this.#rank(one) - this.#rank(other));
      return sorted.slice(1).map((id, index) => ({
        id: `below ${id}`,
        sources: [sorted[index] ?? id],
        targets: [id],
      }));
    });
  }

  #stacks(): ReadonlyMap<string, readonly string[]> {
    const { stacked } = this.attempt;
    const places = new Map<string, string[]>();
    if (stacked === "nothing") return places;
    const put = (place: string, id: string) => places.set(place, [...(places.get(place) ?? []), id]);
    for (const { id, kind, parent } of this.nodes.all) {
      if (kind === "subnet" || kind === "target-group" || (stacked === "extras" && !EXTRAS.has(kind)))
        continue;
      const place = this.nodes.find(parent);
      if (place?.kind === "subnet") continue;
      // beside the way of a request, below the subnets, there is room
      const block = place && blockId(place.id);
      if (stacked === "extras" && kind === "endpoint" && block && this.blocks.has(block)) put(block, id);
      else put(place?.id ?? "", id);
    }
    if (stacked === "extras") for (const [id, ids] of places) if (this.blocks.has(id)) ids.push(id);
    if (stacked === "all") for (const id of this.blocks.keys()) put(id.slice(blockId("").length), id);
    return places;
  }
}
