/** Sizes of text in a picture, in pixels. */
export const FONT = { title: 13, text: 11.5 } as const;

/** Heights of lines. */
export const LINE = { title: 18, text: 16 } as const;

/**
 * Widths in em of a common sans-serif typeface, with an eighth added: whoever views a picture has another one, and the widest of
 * those that systems come with (Verdana, DejaVu Sans) must fit, too.
 */
const SPARE = 1.125;
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!]/, 0.26],
  [/[ft ()[\]/\\I·-]/, 0.33],
  [/[r"*]/, 0.38],
  [/[ckszJvxy]/, 0.52],
  [/[mM%W@]/, 0.92],
  [/[w&]/, 0.76],
  [/[A-Z+~<=>±−→]/, 0.72],
  [/[\u0020-\u007e–]/, 0.58],
];
const OTHER = 1.02;

const known = new Map<string, number>();

function widthOfCharacter(character: string): number {
  let width = known.get(character);
  if (width === undefined) {
    width = (WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? OTHER) * SPARE;
    known.set(character, width);
  }
  return width;
}

/** An upper estimate of how wide a line of text is, whatever the viewer's typeface. */
export function textWidth(text: string, size: number, { isBold = false } = {}): number {
  let em = 0;
  for (const character of text) em += widthOfCharacter(character);
  return em * size * (isBold ? 1.07 : 1);
}

/** As much of a text as fits, with an ellipsis where some is left out. */
export function fitted(text: string, size: number, width: number, bold: { isBold?: boolean } = {}): string {
  // nothing longer is ever shown: a name may have a megabyte
  const short = text.length > 400 ? [...text.slice(0, 400)].join("") : text;
  if (short === text && textWidth(text, size, bold) <= width) return text;
  const characters = [...short];
  while (characters.length > 0 && textWidth(`${characters.join("")}…`, size, bold) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
