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

interface Shown {
  readonly format_version?: unknown;
  readonly values?: { readonly root_module?: Module };
}

interface Module {
  readonly resources?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly tainted?: boolean;
    readonly values?: Attributes;
  }[];
}

/**
 * Reads the state; one that is still empty has no `values`.
 *
 * @throws InputError when it is something else
 */
export function readState(text: string): State {
  const shown = json(text, "The state") as Shown | null;
  if (typeof shown?.format_version !== "string") {
    throw new InputError("The state is no answer of `terraform show -json`: it has no format_version.");
  }
  const managed = (shown.values?.root_module?.resources ?? []).filter(({ mode }) => mode === "managed");
  return {
    resources: new Map(managed.map(({ address, values }) => [address, values ?? {}])),
    tainted: managed.filter(({ tainted }) => tainted === true).map(({ address }) => address),
  };
}

/** JSON's own message would quote the text. */
export function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${what} is not JSON.`);
  }
}
