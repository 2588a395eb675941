import type { Plan } from "../model/plan";
import type { Source } from "./blocks";
import { Marks } from "./marks";
import { ownersOf } from "./owners";
import { type Resource, Resources } from "./resources";
import { type Subnet, subnetsOf } from "./tiers";

/** All that is known before anything is drawn. */
export class World {
  readonly resources: Resources;
  /** Address of the whole that a resource is part of. */
  readonly ownerOf: (address: string) => string;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly marks: Marks;
  readonly #parts = new Map<string, Resource[]>();

  constructor(source: Source, plan?: Plan) {
    this.resources = new Resources(source, plan);
    this.ownerOf = ownersOf(this.resources);
    this.subnets = new Map(subnetsOf(this.resources).map((each) => [each.resource.address, each]));
    this.marks = new Marks(plan, this.resources.blockOf);
    for (const each of this.resources.all) {
      const owner = this.ownerOf(each.address);
      if (owner === each.address) continue;
      const known = this.#parts.get(owner);
      if (known === undefined) this.#parts.set(owner, [each]);
      else known.push(each);
    }
  }

  /** What belongs to nothing else. */
  get wholes(): readonly Resource[] {
    return this.resources.all.filter(({ address }) => this.ownerOf(address) === address);
  }

  partsOf(whole: Resource): readonly Resource[] {
    return this.#parts.get(whole.address) ?? [];
  }
}
