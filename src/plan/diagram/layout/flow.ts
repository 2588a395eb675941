import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api";
import type { Edge, Graph, Node } from "../graph";
import { INTERNET } from "../rules";
import { cardOf, PAD } from "./card";
import { FONT, LINE, textWidth } from "./measure";
import type { Box, BoxStyle, Line, Picture } from "./picture";
import { type ZoneBlock, zoneBlock } from "./zones";

export type Width = "wide" | "narrow";

export type Flow = Pick<Picture, "width" | "height" | "boxes" | "lines">;

/** Edges that are drawn; what is told in words is not. */
type DrawnEdge = Edge & { readonly kind: Line["kind"] };

const CONTAINERS = new Set(["vpc", "tier", "balancer"]);

/** The network, with who is outside of it and who steers it, laid out by ELK. */
export async function layoutFlow(graph: Graph, width: Width): Promise<Flow> {
  const { default: Elk } = await import("elkjs/lib/elk.bundled.js");
  const plan = new FlowPlan(graph, width);
  if (plan.isEmpty) return { width: 0, height: 0, boxes: [], lines: [] };
  const done = await new Elk().layout(plan.root());
  return plan.picture(done);
}

class FlowPlan {
  readonly #nodes: readonly Node[];
  readonly #byId: ReadonlyMap<string, Node>;
  readonly #byParent = new Map<string, Node[]>();
  readonly #blocks = new Map<string, ZoneBlock>();
  readonly #edges: readonly DrawnEdge[];
  readonly #isNarrow: boolean;

  constructor(graph: Graph, width: Width) {
    this.#isNarrow = width === "narrow";
    this.#nodes = graph.nodes.filter(({ kind }) => kind !== "collection");
    this.#byId = new Map(this.#nodes.map((each) => [each.id, each]));
    for (const each of this.#nodes) {
      if (each.parent === undefined) continue;
      this.#byParent.set(each.parent, [...(this.#byParent.get(each.parent) ?? []), each]);
    }
    this.#edges = this.#lifted(graph.edges);
  }

  get isEmpty(): boolean {
    return this.#nodes.length === 0;
  }

  root(): ElkNode {
    const roots = this.#nodes.filter(({ parent }) => parent === undefined || !this.#byId.has(parent));
    const children = roots.map((each) => this.#elkNode(each));
    return {
      id: "root",
      layoutOptions: this.#options(),
      children,
      edges: [...this.#edges.map((each, index) => this.#elkEdge(each, index)), ...this.#below()],
    };
  }

  /** Where there is little room, a tier's subnets are below what runs in them. */
  #below(): readonly ElkExtendedEdge[] {
    if (!this.#isNarrow) return [];
    return this.#nodes.flatMap((each) => {
      const block = each.parent === undefined ? undefined : blockId(each.parent);
      if (block === undefined || !this.#blocks.has(block) || each.kind === "subnet") return [];
      return [{ id: `below ${each.id}`, sources: [each.id], targets: [block] }];
    });
  }

  #options(): Record<string, string> {
    const narrow = this.#isNarrow;
    return {
      "elk.algorithm": "layered",
      "elk.direction": "DOWN",
      "elk.hierarchyHandling": "INCLUDE_CHILDREN",
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.padding": "[top=0,left=0,bottom=0,right=0]",
      "elk.spacing.nodeNode": narrow ? "12" : "22",
      "elk.spacing.edgeNode": narrow ? "8" : "12",
      "elk.spacing.edgeEdge": narrow ? "8" : "10",
      "elk.spacing.edgeLabel": "3",
      "elk.layered.spacing.nodeNodeBetweenLayers": "22",
      "elk.layered.spacing.edgeNodeBetweenLayers": "12",
      "elk.layered.spacing.edgeEdgeBetweenLayers": narrow ? "8" : "10",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.edgeLabels.placement": "CENTER",
    };
  }

  #elkNode(node: Node): ElkNode {
    const children = this.#byParent.get(node.id) ?? [];
    const subnets = children.filter(({ kind }) => kind === "subnet");
    const others = children.filter(({ kind }) => kind !== "subnet");
    if (!CONTAINERS.has(node.kind) || children.length === 0) {
      const { width, height } = this.#card(node);
      return { id: node.id, width, height };
    }
    const card = this.#card(node);
    const pad = this.#isNarrow ? 9 : PAD;
    const block = subnets.length === 0 ? [] : [this.#elkBlock(node, subnets)];
    return {
      id: node.id,
      layoutOptions: {
        "elk.padding": `[top=${card.height},left=${pad},bottom=${pad},right=${pad}]`,
        "elk.nodeSize.constraints": "MINIMUM_SIZE",
        "elk.nodeSize.minimum": `(${card.width},${card.height})`,
      },
      children: [...others.map((each) => this.#elkNode(each)), ...block],
    };
  }

  #elkBlock(tier: Node, subnets: readonly Node[]): ElkNode {
    const block = zoneBlock(subnets, (id) => this.#byParent.get(id) ?? [], this.#isNarrow ? 130 : 420);
    const id = blockId(tier.id);
    this.#blocks.set(id, block);
    return { id, width: block.width, height: block.height };
  }

  #card(node: Node) {
    return cardOf(node, { most: this.#isNarrow ? 190 : 230, least: node.kind === "outside" ? 90 : 0 });
  }

  #elkEdge(edge: DrawnEdge, index: number): ElkExtendedEdge {
    const [from, to] = this.#isUpward(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    return {
      id: String(index),
      sources: [from],
      targets: [to],
      ...(this.#isLabelled(edge) && {
        labels: [{ text: edge.label, width: textWidth(edge.label, FONT.text - 0.5) + 8, height: LINE.text }],
      }),
    };
  }

  /** What steers, or is a route, is told by its line alone where there is little room. */
  #isLabelled({ label, kind }: DrawnEdge): boolean {
    return label !== "" && !(this.#isNarrow && (kind === "control" || kind === "route"));
  }

  /** Against the way of a request: drawn the other way round, so that clients stay on top. */
  #isUpward({ from, to }: DrawnEdge): boolean {
    return this.#rank(from) > this.#rank(to);
  }

  #rank(id: string): number {
    const kind = this.#byId.get(id)?.kind;
    if (kind === undefined) return id.includes("public") ? 3.5 : 6;
    if (this.#isNarrow && (kind === "delivery" || kind === "alarms")) return kind === "delivery" ? 8 : 9;
    return RANKS[kind] ?? 4;
  }

  /** From subnets and what is in them to the block that they are drawn in, and each way once. */
  #lifted(edges: readonly Edge[]): readonly DrawnEdge[] {
    const found = new Map<string, DrawnEdge & { labels: Set<string> }>();
    for (const edge of edges) {
      const { kind } = edge;
      if (kind === "use") continue;
      const [from, to, label] = this.#anchored(edge);
      if (from === undefined || to === undefined || from === to || this.#isInside(from, to)) continue;
      const key = `${kind} ${from} -> ${to}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { ...edge, kind, from, to, labels: new Set([label]) });
      else known.labels.add(label);
    }
    const drawn = [...found.values()].map(({ labels, ...edge }) => ({
      ...edge,
      label: [...labels].join(", "),
    }));
    return this.#byColour(drawn);
  }

  /** What a load balancer may send is told at the lines from its target groups, where there are any. */
  #byColour(edges: readonly DrawnEdge[]): readonly DrawnEdge[] {
    const groupsOf = (rule: DrawnEdge) =>
      edges.filter(
        ({ kind, from, to }) =>
          kind === "traffic" && to === rule.to && this.#byId.get(from)?.parent === rule.from,
      );
    const rules = edges.filter((each) => each.kind === "rule" && groupsOf(each).length > 0);
    const labels = new Map(
      rules.flatMap((rule) =>
        groupsOf(rule)
          .slice(-1)
          .map((each) => [each, rule]),
      ),
    );
    return edges
      .filter((each) => !rules.includes(each))
      .map((each) => {
        const rule = labels.get(each);
        return rule === undefined
          ? each
          : { ...each, label: rule.label, ...(rule.change && { change: rule.change }) };
      });
  }

  #anchored(edge: Edge): readonly [string | undefined, string | undefined, string] {
    const from = this.#anchor(edge.from);
    if (edge.kind !== "rule" || edge.to !== INTERNET) return [from, this.#anchor(edge.to), edge.label];
    const exit = this.#exitOf(edge.from);
    return exit === undefined
      ? [from, this.#anchor(edge.to), edge.label]
      : [from, exit, `${edge.label} ${this.#isNarrow ? "out" : "to the internet"}`];
  }

  /** Where what is in private subnets leaves the network: the subnets with the NAT gateways. */
  #exitOf(id: string): string | undefined {
    const tier = this.#byId.get(this.#byId.get(id)?.parent ?? "");
    if (tier?.kind !== "tier" || !tier.id.startsWith("tier private")) return undefined;
    const gateway = this.#nodes.find(
      ({ kind, parent }) => kind === "gateway" && this.#byId.get(parent ?? "")?.kind === "subnet",
    );
    return gateway && this.#anchor(gateway.id);
  }

  #anchor(id: string): string | undefined {
    for (let at = this.#byId.get(id); at !== undefined; at = this.#byId.get(at.parent ?? "")) {
      if (at.kind === "subnet" && at.parent !== undefined) return blockId(at.parent);
    }
    return this.#byId.has(id) ? id : undefined;
  }

  #isInside(one: string, other: string): boolean {
    const isWithin = (id: string, outer: string) => {
      for (let at = this.#byId.get(id); at !== undefined; at = this.#byId.get(at.parent ?? "")) {
        if (at.parent === outer) return true;
      }
      return false;
    };
    return isWithin(one, other) || isWithin(other, one);
  }

  picture(done: ElkNode): Flow {
    const boxes: Box[] = [];
    const origins = new Map<string, { x: number; y: number }>([["root", { x: 0, y: 0 }]]);
    const visit = (elk: ElkNode, left: number, top: number) => {
      const [x, y] = [left + (elk.x ?? 0), top + (elk.y ?? 0)];
      origins.set(elk.id, { x, y });
      boxes.push(...this.#boxesOf(elk, x, y));
      for (const each of elk.children ?? []) visit(each, x, y);
    };
    for (const each of done.children ?? []) visit(each, 0, 0);
    return {
      width: done.width ?? 0,
      height: done.height ?? 0,
      boxes,
      lines: (done.edges ?? []).flatMap((each) => this.#lineOf(each, origins)),
    };
  }

  #boxesOf(elk: ElkNode, x: number, y: number): readonly Box[] {
    const block = this.#blocks.get(elk.id);
    if (block !== undefined) return block.boxes.map((each) => moved(each, x, y));
    const node = this.#byId.get(elk.id);
    if (node === undefined) return [];
    const { width = 0, height = 0 } = elk;
    const { texts } = cardOf(node, { width });
    return [moved({ node, style: styleOf(node), x: 0, y: 0, width, height, texts }, x, y)];
  }

  #lineOf(elk: ElkExtendedEdge, origins: ReadonlyMap<string, { x: number; y: number }>): readonly Line[] {
    const edge = this.#edges[Number(elk.id)];
    const section = elk.sections?.[0];
    if (edge === undefined || section === undefined) return [];
    const origin = origins.get(elk.container ?? "root") ?? { x: 0, y: 0 };
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => ({
      x: x + origin.x,
      y: y + origin.y,
    }));
    const label = elk.labels?.[0];
    return [
      {
        kind: edge.kind,
        isRequestPath: edge.isRequestPath,
        points: this.#isUpward(edge) ? points.reverse() : points,
        title: `${this.#nameOf(edge.from)} → ${this.#nameOf(edge.to)}${edge.label === "" ? "" : `: ${edge.label}`}`,
        ...(edge.change && { change: edge.change }),
        ...(label?.x !== undefined &&
          label.y !== undefined && {
            label: {
              x: label.x + origin.x,
              y: label.y + origin.y,
              width: label.width ?? 0,
              height: label.height ?? 0,
              text: edge.label,
            },
          }),
      },
    ];
  }

  #nameOf(id: string): string {
    return this.#byId.get(id)?.label ?? (id.includes("public") ? "Public subnets" : "Private subnets");
  }
}

const RANKS: Readonly<Partial<Record<Node["kind"], number>>> = {
  outside: 0,
  alarms: 0,
  firewall: 1,
  gateway: 1,
  delivery: 1,
  balancer: 2,
  "target-group": 3,
  service: 4,
  workload: 4.5,
  database: 5,
  endpoint: 7,
};

function blockId(tier: string): string {
  return `zones ${tier}`;
}

function moved(box: Box, x: number, y: number): Box {
  return {
    ...box,
    x: box.x + x,
    y: box.y + y,
    texts: box.texts.map((each) => ({ ...each, x: each.x + x, y: each.y + y, right: each.right + x })),
  };
}

function styleOf({ kind }: Node): BoxStyle {
  if (kind === "vpc") return "frame";
  if (kind === "tier") return "tier";
  return kind === "outside" ? "outside" : "card";
}
