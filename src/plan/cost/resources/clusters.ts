import { NotKnown, told } from "../attributes";
import type { Billed, World } from "../world";

/** A cluster of the plan; the name of another; undefined where it is not known which one. */
export type Cluster = Billed | string | undefined;

/** What clusters are made of, found once for all objects of a side. */
export class Clusters {
  readonly #byName = new Map<string, Billed[]>();
  readonly #services = new Map<Cluster, Billed[]>();
  readonly #providers = new Map<Cluster, Billed[]>();

  constructor(private readonly world: World) {
    for (const each of world.ofType("aws_ecs_cluster")) {
      const name = nameOf(each);
      if (name !== undefined) push(this.#byName, name, each);
    }
    for (const each of world.ofType("aws_ecs_service")) push(this.#services, this.of(each), each);
    for (const each of world.ofType("aws_ecs_cluster_capacity_providers"))
      push(this.#providers, this.#named(each, "cluster_name"), each);
  }

  /** Where a service runs. */
  of(service: Billed): Cluster {
    return this.#named(service, "cluster");
  }

  /** Name of the cluster that a service is in; undefined where it is not known. */
  nameFor(service: Billed): string | undefined {
    const cluster = this.of(service);
    return typeof cluster === "object" ? nameOf(cluster) : cluster;
  }

  /** Services in a cluster; undefined where it is not known of one whether it is. */
  servicesIn(cluster: Billed): readonly Billed[] | undefined {
    return this.#services.has(undefined) ? undefined : (this.#services.get(cluster) ?? []);
  }

  /** The capacity providers of the cluster that a service is in, as the plan has them; "not known" where it may have any. */
  providersFor(service: Billed): Billed | "none" | "not known" {
    const cluster = this.of(service);
    // what the plan does not hold may have providers of its own
    if (cluster === undefined || this.#providers.has(undefined)) return "not known";
    const [first, second] = this.#providers.get(cluster) ?? [];
    if (second !== undefined) return "not known";
    return first ?? (typeof cluster === "string" ? "not known" : "none");
  }

  #named(it: Billed, attribute: string): Cluster {
    const read = told(it, attribute);
    if (read instanceof NotKnown) {
      const { objects, isCertain } = this.world.referredTo(it, attribute, "aws_ecs_cluster");
      return isCertain && objects.length === 1 ? objects[0] : undefined;
    }
    const named = read.text(attribute) ?? "default";
    const name = named.slice(named.lastIndexOf("/") + 1);
    const found = this.#byName.get(name) ?? [];
    return found.length > 1 ? undefined : (found[0] ?? name);
  }
}

/** A name that the plan tells. */
export function nameOf(it: Billed): string | undefined {
  const read = told(it, "name");
  return read instanceof NotKnown ? undefined : read.text("name");
}

export function push<Key>(map: Map<Key, Billed[]>, key: Key, each: Billed): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [each]);
  else found.push(each);
}
