import { type Html, html } from "./html";
import type { Places } from "./places";

/** From what is told of a resource, to its change and to its box. */
export function links(stack: string, address: string, places: Places): Html {
  const change = places.changeOf(stack, address);
  const box = places.boxOf(stack, address);
  return html`${change !== undefined && html`<a href="#${change}">change</a> `}${
    box !== undefined && html`<a href="#picture" data-box="${box.number}">picture</a>`
  }`;
}
