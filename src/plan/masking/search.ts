import { assignedIn, mayAssign } from "./assigned";
import type { Automaton } from "./automaton";
import type { Decoder } from "./escapes";
import { outside, replaceSpans, type Span } from "./spans";
import { tokensIn } from "./tokens";
import type { View } from "./view";
import { eachReading } from "./views";

/** Shorter texts hold no secret, and call none so. */
const SHORTEST = 4;

export interface Sought {
  readonly secrets: Automaton;
  /** What is shown, though a secret is a part of it. */
  readonly kept: Automaton;
  /** The decoder of base64 that knows the bytes of these secrets. */
  readonly base64: Decoder;
}

/** The text with `mask` for each secret, in clear and however encoded, and for what the text itself calls a secret. */
export function replaceSecrets(text: string, { secrets, kept, base64 }: Sought, mask: string): string {
  if (text.length < SHORTEST) return text;
  const found: Span[] = [];
  const shown: Span[] = [];
  const named: Span[] = [];
  eachReading(text, base64, ({ view, compact }) => {
    secrets.find(compact.text, (start, end) => add(found, compact, start, end));
    kept.find(compact.text, (start, end) => add(shown, compact, start, end));
    if (mayAssign(view.text))
      for (const { start, end } of assignedIn(view.text)) add(named, view, start, end);
    for (const { start, end } of tokensIn(view.text)) add(named, view, start, end);
  });
  return found.length + named.length === 0
    ? text
    : replaceSpans(text, [...outside(found, shown), ...named], mask);
}

function add(spans: Span[], view: View, start: number, end: number): void {
  if (start >= end) return;
  const [from, to] = [view.startOf(start), view.endOf(end - 1)];
  const last = spans.at(-1);
  // of a secret that overlaps itself there may be one at each place
  if (last && from >= last.start && from < last.end)
    spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, to) };
  else spans.push({ start: from, end: to });
}
