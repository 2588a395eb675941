/** What Terraform has on record, out of `terraform show -json`. */
export interface State {
  /** Attributes of each resource, by its address. */
  readonly resources: ReadonlyMap<string, Attributes>;
  /** Addresses of resources whose creation was not seen to its end: the next apply replaces them. */
  readonly tainted: readonly string[];
}

export type Attributes = Readonly<Record<string, unknown>>;

/** The text is not what it is said to be; the message has none of it, since states hold secrets. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/**
 * Reads the state; one that is still empty has no `values`.
 *
 * @throws InputError when it is something else
 */
export function readState(text: string): State {
  if (text.trim() === "") {
    throw new InputError("The state is empty: `terraform show -json` printed nothing; see what it says.");
  }
  const shown = json(text, "The state");
  if (!isObject(shown) || typeof shown.format_version !== "string") throw noState("it has no format_version");
  if ("planned_values" in shown || "resource_changes" in shown) {
    throw new InputError(
      "The state is a plan. Give the answer of `terraform show -json` without the name of a file.",
    );
  }
  const managed = shownResources(shown.values).filter(({ mode }) => mode === "managed");
  return {
    resources: new Map(managed.map(({ address, values }) => [address, values])),
    tainted: managed.filter(({ tainted }) => tainted === true).map(({ address }) => address),
  };
}

/**
 * Sees to it that a state is the one of a stack: addresses of environments are the same, and another one's would hide what is missing.
 *
 * @param tags that tell the stack's resources from all others
 * @throws InputError when all that has such tags has other ones
 */
export function expectStateOf(tags: Readonly<Record<string, string>>, { resources }: State): void {
  const names = Object.keys(tags);
  const given = [...resources.values()]
    .map(({ tags_all: all }) => (isObject(all) ? all : {}))
    .filter((all) => names.every((name) => typeof all[name] === "string"));
  const [other] = given;
  if (other === undefined || given.some((all) => names.every((name) => all[name] === tags[name]))) return;
  const differing = names
    .filter((name) => other[name] !== tags[name])
    .map((name) => `${name} is "${other[name]}" there, and "${tags[name]}" in the stack`);
  throw new InputError(`The state is another stack's by its tags: ${differing.join("; ")}.`);
}

interface Shown {
  readonly address: string;
  readonly values: Attributes;
  readonly mode: unknown;
  readonly tainted: unknown;
}

function shownResources(values: unknown = {}): readonly Shown[] {
  if (!isObject(values)) throw noState("its values are no object");
  const { root_module: root = {} } = values;
  if (!isObject(root)) throw noState("its root_module is no object");
  const { resources = [] } = root;
  if (!Array.isArray(resources)) throw noState("its resources are no list");
  return resources.map((each: unknown, at) => {
    const { address, values: attributes = {}, mode, tainted } = isObject(each) ? each : {};
    if (typeof address !== "string" || !isObject(attributes)) {
      throw noState(`its resource ${at + 1} has no address, or values that are no object`);
    }
    return { address, values: attributes, mode, tainted };
  });
}

function noState(why: string): InputError {
  return new InputError(`The state is no answer of \`terraform show -json\`: ${why}.`);
}

/** Whether it is an object of JSON's; a list is none. */
export function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON's own message would quote the text. */
export function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${what} is not JSON.`);
  }
}
