import { NotKnown, told } from "../attributes";
import type { Billed, World } from "../world";
import { type Clusters, nameOf, push } from "./clusters";

/** Which services scale. */
export interface Scaling {
  /** Of a service for certain. */
  readonly targets: ReadonlyMap<Billed, readonly Billed[]>;
  /** Services that a target may be of, without that the plan tells it. */
  readonly doubtful: ReadonlySet<Billed>;
}

export function scalingOf(world: World, clusters: Clusters): Scaling {
  const targets = new Map<Billed, Billed[]>();
  const doubtful = new Set<Billed>();
  const services = new ServicesById(world, clusters);
  const seen = new Set<readonly Billed[]>();
  for (const target of world.ofType("aws_appautoscaling_target")) {
    const meant = meantBy(target, world, services);
    const [only, other] = meant.services;
    if (meant.isCertain && only !== undefined && other === undefined) push(targets, only, target);
    else if (!seen.has(meant.services)) for (const each of meant.services) doubtful.add(each);
    seen.add(meant.services);
  }
  return { targets, doubtful };
}

/** One for certain, or some of which one may be meant. */
interface Meant {
  readonly services: readonly Billed[];
  readonly isCertain: boolean;
}

const NONE: Meant = { services: [], isCertain: true };

function meantBy(target: Billed, world: World, services: ServicesById): Meant {
  const dimension = told(target, "scalable_dimension");
  if (dimension instanceof NotKnown) return { services: services.all, isCertain: false };
  if (dimension.text("scalable_dimension") !== "ecs:service:DesiredCount") return NONE;
  const id = told(target, "resource_id");
  const { objects, isCertain } = world.referredTo(target, "resource_id", "aws_ecs_service");
  if (!(id instanceof NotKnown)) {
    const meant = services.of(id.text("resource_id") ?? "");
    const [only, other] = objects;
    // its name is right, and it is what the name is taken from
    return !meant.isCertain && only !== undefined && other === undefined && meant.services.includes(only)
      ? { services: [only], isCertain: true }
      : meant;
  }
  const isOpen = !isCertain || objects.length === 0;
  return { services: isOpen ? services.all : objects, isCertain: !isOpen };
}

/** By `service/<cluster>/<name>`: a name is unique in its cluster alone. */
class ServicesById {
  readonly all: readonly Billed[];
  readonly #byId = new Map<string, Billed[]>();
  /** Those whose cluster is not known, by name. */
  readonly #byName = new Map<string, Billed[]>();
  readonly #unnamed: Billed[] = [];

  constructor(world: World, clusters: Clusters) {
    this.all = world.ofType("aws_ecs_service");
    for (const each of this.all) {
      const name = nameOf(each);
      const cluster = clusters.nameFor(each);
      if (name === undefined) this.#unnamed.push(each);
      else if (cluster === undefined) push(this.#byName, name, each);
      else push(this.#byId, `service/${cluster}/${name}`, each);
    }
  }

  of(id: string): Meant {
    const known = this.#byId.get(id);
    if (known !== undefined) return { services: known, isCertain: true };
    const name = id.slice(id.lastIndexOf("/") + 1);
    const possible = this.#byName.get(name) ?? this.#unnamed;
    return { services: possible, isCertain: false };
  }
}
