import { blocksOf, withoutIndexes } from "../../model/configuration";
import { groupBy } from "../../model/group-by";
import { isObject, list, member, text } from "../../model/json";
import type { Stack } from "../../model/stack";
import { statefulKind } from "../../report/stateful";
import { type Place, UNKNOWN, type Unknown } from "./place";
import { Resource } from "./resource";

/** All that is there after the apply, changed or not. */
export class World {
  readonly stack: Stack;
  readonly resources: readonly Resource[];
  readonly #byType: ReadonlyMap<string, readonly Resource[]>;
  readonly #byKey = new Map<string, Resource>();

  constructor(stack: Stack) {
    this.stack = stack;
    const configured = blocksOf(stack.plan.json);
    this.resources = stack.plan.changes
      .filter(({ mode, after, deposed }) => mode === "managed" && isObject(after) && deposed === undefined)
      .map(
        (change) =>
          new Resource(
            change,
            configured.get(withoutIndexes(change.address))?.expressions,
            stack.constructs.pathOf(change),
          ),
      );
    this.#byType = groupBy(this.resources, ({ type }) => type);
    for (const resource of this.resources) this.#index(resource);
  }

  /** Those that hold data, also those that are destroyed. */
  get stateful(): readonly Resource[] {
    return this.stack.plan.changes
      .filter((change) => statefulKind(change) !== undefined && change.deposed === undefined)
      .map((change) => new Resource(change, undefined, this.stack.constructs.pathOf(change)));
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  /**
   * The resources that a place names, by their id, ARN or name, or by what the configuration refers to.
   *
   * @returns UNKNOWN as well, where it names something that cannot be told before the apply
   */
  namedBy(place: Place, owner: Resource): readonly (Resource | Unknown)[] {
    const known = [...(place.elements.length > 0 ? place.elements : [place])].flatMap(({ value }) =>
      typeof value === "string" ? [this.#byKey.get(value)] : [],
    );
    const found = known.filter((each) => each !== undefined);
    if (found.length > 0) return found;
    if (place.value !== UNKNOWN && place.elements.every(({ value }) => value !== UNKNOWN)) return [];
    return this.#referred(place, owner);
  }

  /** Whether this is production, by its variable, its tags or its name: some rules are for it alone. */
  get isProduction(): boolean {
    const environment = text(member(member(this.stack.plan.json, "variables"), "environment"), "value");
    if (environment !== undefined) return /^prod/i.test(environment);
    const tagged = this.resources.map((each) => each.at("tags_all", "Environment").value);
    if (tagged.some((tag) => typeof tag === "string")) {
      return tagged.some((tag) => typeof tag === "string" && /^prod/i.test(tag));
    }
    return /(?:^|[^a-z])prod(?:uction)?(?:[^a-z]|$)/i.test(this.stack.name);
  }

  /** The account's number, if the plan has asked for it. */
  get account(): string | undefined {
    const root = member(member(member(this.stack.plan.json, "prior_state"), "values"), "root_module");
    for (const resource of list(root, "resources")) {
      if (text(resource, "type") !== "aws_caller_identity") continue;
      const account = text(member(resource, "values"), "account_id");
      if (account !== undefined) return account;
    }
    return undefined;
  }

  #referred(place: Place, owner: Resource): readonly (Resource | Unknown)[] {
    const prefix = owner.change.module === undefined ? "" : `${withoutIndexes(owner.change.module)}.`;
    const found = place.references.flatMap((reference) => this.#byBase.get(`${prefix}${reference}`) ?? []);
    return found.length > 0 ? found : [UNKNOWN];
  }

  get #byBase(): ReadonlyMap<string, readonly Resource[]> {
    this.#bases ??= groupBy(this.resources, ({ address }) => withoutIndexes(address));
    return this.#bases;
  }

  #bases: ReadonlyMap<string, readonly Resource[]> | undefined;

  #index(resource: Resource): void {
    for (const key of ["id", "arn", "arn_suffix"]) {
      const value = resource.at(key).value;
      if (typeof value === "string" && value !== "" && !this.#byKey.has(value))
        this.#byKey.set(value, resource);
    }
  }
}
