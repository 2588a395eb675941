import type { Message } from "../messages";
import type { Report } from "../report";
import { alert } from "./headline";
import { MISSING } from "./left-out";
import { dataInWords, type Loss } from "./losses";
import { cell } from "./names";
import { Part } from "./part";
import type { Room } from "./room";

/** Different texts that are told without the stacks they are about. */
const MOST_TEXTS = 10;

/** What nobody may overlook, as GitHub's alerts: first each text once, then with the stacks that it is about. */
export class Alerts {
  readonly part = new Part();
  readonly #room: Room;
  readonly #stacks: Report["stacks"];
  /** On all stacks. */
  readonly #common: readonly Message[];
  readonly #texts: readonly Message[];
  #left: number;

  constructor(room: Room, { stacks }: Report, losses: readonly Loss[]) {
    this.#room = room;
    this.#stacks = stacks;
    this.#common = messagesOn(losses);
    const all = stacks.flatMap(({ messages }) => messages);
    this.#texts = [...new Map(all.map((each) => [each.text, each])).values()];
    this.#left = this.#common.length + this.#texts.length;
    room.owe(MISSING.warnings, this.#left);
  }

  shortest(): void {
    this.#put(this.#texts.slice(0, MOST_TEXTS), Math.max(0, this.#texts.length - MOST_TEXTS));
  }

  /** Names the stacks, where there are several. */
  grow(): void {
    if (this.#stacks.length < 2) return;
    const named = this.#stacks.flatMap(({ name, messages }) =>
      messages.map((each) => ({ ...each, text: `${cell(name)}: ${each.text}` })),
    );
    this.#put(named, 0);
  }

  #put(messages: readonly Message[], left: number): void {
    const all = [...messages, ...this.#common];
    const of = (wanted: Message["severity"]) =>
      all.flatMap(({ severity, text }) => (severity === wanted ? [text] : []));
    const text = `${alert("CAUTION", of("error"))}${alert("WARNING", of("warning"))}`;
    if (text === "" || !this.#room.put(this.part, text, MISSING.warnings, this.#left - left)) return;
    this.#left = left;
  }
}

function messagesOn(losses: readonly Loss[]): readonly Message[] {
  const messages: Message[] = [];
  const data = dataInWords(losses);
  if (data !== undefined)
    messages.push({ severity: "error", text: `**Data may be lost**: ${data} destroyed or replaced.` });
  const used = losses.filter(({ change }) => change.inUse !== undefined).length;
  if (used > 0) {
    messages.push({ severity: "warning", text: `**A release may still use** ${used} of what is removed.` });
  }
  return messages;
}
