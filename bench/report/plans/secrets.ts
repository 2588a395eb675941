/** Made up, and the same in each run: 24 to 47 letters and digits, and in every fifth characters that encodings are about. */
export function secretsOf(count: number): readonly string[] {
  const below = generator();
  return Array.from({ length: count }, (_, index) => {
    const plain = Array.from({ length: 24 + (index % 24) }, () => ALPHABET[below(ALPHABET.length)]).join("");
    return index % 5 === 0 ? `${plain.slice(0, 8)}<"&%+/${plain.slice(8)}` : plain;
  });
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Numbers of a xorshift generator. */
function generator(): (limit: number) => number {
  let state = 0x2545f491;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
