/**
 * The code point whose bytes begin here. A byte that is none of UTF-8's stands for itself.
 *
 * @param byteAt the byte at an index from here; negative where there is none
 * @returns undefined where there is no byte
 */
export function codePoint(
  byteAt: (index: number) => number,
): { readonly code: number; readonly length: number } | undefined {
  const first = byteAt(0);
  if (first < 0) return undefined;
  if (first < 0xc2 || first > 0xf4) return { code: first, length: 1 };
  const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  let code = first & (0x3f >> more);
  for (let index = 1; index <= more; index += 1) {
    const byte = byteAt(index);
    if (byte >> 6 !== 2) return { code: first, length: 1 };
    code = (code << 6) | (byte & 0x3f);
  }
  return { code, length: 1 + more };
}
