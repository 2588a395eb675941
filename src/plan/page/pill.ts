import type { Kind } from "../report";
import { type Html, html } from "./html";

const SIGNS: Readonly<Record<Kind, string>> = {
  add: "+",
  change: "~",
  replace: "±",
  destroy: "−",
  forget: "⊘",
  read: "←",
  none: "=",
};

/** A sign and a word, for those who tell colours apart badly. */
export function pill(kind: Kind, word: string = kind): Html {
  return html`<span class="pill ${kind}">${SIGNS[kind]} ${word}</span>`;
}
