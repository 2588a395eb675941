/**
 * Numbers that are spread over a range, one in each of as many equal parts, and the same for the same seed.
 *
 * @param count how many
 * @param end none is as large
 */
export function spread(count: number, end: number, seed: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, (_, part) => {
    // https://en.wikipedia.org/wiki/Linear_congruential_generator, Numerical Recipes' constants
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor(((part + state / 2 ** 32) * end) / count);
  });
}
