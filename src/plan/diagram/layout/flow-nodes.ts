import type { Graph, Node } from "../graph";

/** What the layout calls the subnets of a tier, which are drawn as one block. */
export function blockId(tier: string): string {
  return `zones ${tier}`;
}

/** Who is where in a network. */
export class FlowNodes {
  readonly all: readonly Node[];
  readonly #byId: ReadonlyMap<string, Node>;
  readonly #byParent = new Map<string, Node[]>();

  constructor({ nodes }: Graph) {
    this.all = nodes.filter(({ kind }) => kind !== "collection");
    this.#byId = new Map(this.all.map((each) => [each.id, each]));
    for (const each of this.all) {
      if (each.parent === undefined) continue;
      const known = this.#byParent.get(each.parent);
      if (known === undefined) this.#byParent.set(each.parent, [each]);
      else known.push(each);
    }
  }

  find(id: string | undefined): Node | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  get roots(): readonly Node[] {
    return this.all.filter(({ parent }) => this.find(parent) === undefined);
  }

  childrenOf(id: string): readonly Node[] {
    return this.#byParent.get(id) ?? [];
  }

  /** What an edge of a node is drawn to: the block, of subnets and what is in them. */
  anchorOf(id: string): string | undefined {
    for (let at = this.find(id); at !== undefined; at = this.find(at.parent)) {
      if (at.kind === "subnet" && at.parent !== undefined) return blockId(at.parent);
    }
    return this.#byId.has(id) ? id : undefined;
  }

  isWithin(id: string, outer: string): boolean {
    for (let at = this.find(id); at !== undefined; at = this.find(at.parent)) {
      if (at.parent === outer) return true;
    }
    return false;
  }

  /** Of a node, or of a block of subnets. */
  nameOf(id: string): string {
    return this.find(id)?.label ?? this.find(id.slice(blockId("").length))?.label ?? "";
  }

  /** How far down something belongs, so that a request goes from top to bottom. */
  rankOf(id: string, isNarrow: boolean): number {
    const kind = this.find(id)?.kind;
    if (kind === undefined || kind === "tier") return id.includes("public") ? 3.5 : 6;
    if (isNarrow && (kind === "delivery" || kind === "alarms")) return kind === "delivery" ? 8 : 9;
    return RANKS[kind] ?? 4;
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
