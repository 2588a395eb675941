import fc from "fast-check";

const [FIRST_SURROGATE, SURROGATES] = [0xd800, 0x800];

/**
 * Any character of Unicode, as a unit of `fc.string`.
 *
 * The unit "binary" gives the same, and makes a table of all 1.1 million of them first, which takes a second.
 */
export const anyCharacter = fc.nat({ max: 0x10_ffff - SURROGATES }).map(
  (at) => String.fromCodePoint(at < FIRST_SURROGATE ? at : at + SURROGATES),
  (character) => {
    if (typeof character !== "string" || !/^\P{Surrogate}$/su.test(character)) throw new TypeError();
    const code = character.codePointAt(0) ?? 0;
    return code < FIRST_SURROGATE ? code : code - SURROGATES;
  },
);
