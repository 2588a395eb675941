import { type Decoder, withoutBackslashes, withoutEntities, withoutPercents } from "./escapes";
import { hasLeftOut, isLeftOut } from "./units";
import { sourceOf, type View, ViewWriter } from "./view";

/** How many encodings are undone that are inside of each other. */
const DEEPEST = 4;

const ESCAPES: readonly Decoder[] = [withoutBackslashes, withoutPercents, withoutEntities];

/** A view, and the same without controls and what has no width. */
export interface Reading {
  readonly view: View;
  readonly compact: View;
}

/**
 * A text as it is, and as it reads when its encodings are undone in any order, each as often as it is there. In one of these views
 * stands in clear whatever the text holds.
 */
export function eachReading(text: string, base64: Decoder, visit: (reading: Reading) => void): void {
  let level = [sourceOf(text)];
  const seen = new Set<string>();
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: View[] = [];
    for (const view of level) {
      const compact = compacted(view);
      visit({ view, compact });
      if (depth === DEEPEST) continue;
      for (const decode of ESCAPES) add(decode(view), next, seen);
      // in lines
      add(base64(compact), next, seen);
    }
    level = next;
  }
}

function add(view: View | undefined, views: View[], seen: Set<string>): void {
  if (view === undefined || seen.has(view.text)) return;
  seen.add(view.text);
  views.push(view);
}

function compacted(view: View): View {
  const { text } = view;
  if (!hasLeftOut(text)) return view;
  const writer = new ViewWriter(view);
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isLeftOut(text.charCodeAt(at))) continue;
    writer.copy(copied, at);
    copied = at + 1;
  }
  writer.copy(copied, text.length);
  return writer.view();
}
