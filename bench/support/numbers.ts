/** @param share 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** One decimal below 100. */
export function short(value: number): string {
  return value < 100 ? value.toFixed(1) : String(Math.round(value));
}

/** `1.08 x`. */
export function times(value: number): string {
  return `${value.toFixed(2)} x`;
}

export function mebibytes(bytes: number): number {
  return bytes / 1024 / 1024;
}
