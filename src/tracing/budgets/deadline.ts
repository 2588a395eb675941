/** An answer, or in a word or two why there is none. */
export type Answer<T> = { readonly value: T } | { readonly failure: string; readonly isLate: boolean };

/** Codes of Node and PostgreSQL, such as ECONNREFUSED and 42P01. */
const CODE = /^[A-Z0-9_]{2,40}$/;

/**
 * Waits for an answer so long and no longer. Never rejects.
 *
 * @param late takes an answer that comes after all
 */
export async function within<T>(
  ms: number,
  ask: () => Promise<T>,
  late: (value: T) => void = () => undefined,
): Promise<Answer<T>> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const answer = settled(ask).then((result) => {
    if (isOver && "value" in result) late(result.value);
    return result;
  });
  const timeout = new Promise<Answer<T>>((resolve) => {
    timer = setTimeout(() => {
      isOver = true;
      resolve({ failure: `no answer within ${ms} ms`, isLate: true });
    }, ms);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function settled<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { failure: describe(error), isLate: false };
  }
}

/** Not the message: an address with a password may be in it. */
function describe(error: unknown): string {
  if (typeof error !== "object" || error === null) return "error";
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string" && CODE.test(code)) {
    return code === "42P01" ? "42P01, its table is missing: call setup() once" : code;
  }
  return error instanceof Error ? error.constructor.name : "error";
}
