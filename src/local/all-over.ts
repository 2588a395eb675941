/**
 * Waits until all are over, and throws the first rejection only then: what still runs may need what its caller closes and removes, such as a log.
 *
 * @returns their values, as `Promise.all` does
 */
export async function allOver<const T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
