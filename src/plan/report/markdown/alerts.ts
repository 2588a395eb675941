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
  readonly #report: Report;
  readonly #losses: readonly Loss[];
  #left: number;

  constructor(room: Room, report: Report, losses: readonly Loss[]) {
    this.#room = room;
    this.#report = report;
    this.#losses = losses;
    this.#left = this.#texts().length;
    room.owe(MISSING.warnings, this.#left);
  }

  shortest(): void {
    const shown = Math.min(this.#left, MOST_TEXTS);
    if (this.#put(this.#texts().slice(0, MOST_TEXTS), shown)) this.#left -= shown;
  }

  /** Names the stacks, where there are several. */
  grow(): void {
    const { stacks } = this.#report;
    const isSeveral = stacks.length > 1;
    const named = stacks.flatMap(({ name, messages }) =>
      messages.map((each) => ({ ...each, text: isSeveral ? `${cell(name)}: ${each.text}` : each.text })),
    );
    if (isSeveral && this.#put(named, this.#left)) this.#left = 0;
  }

  #texts(): Report["stacks"][number]["messages"] {
    const texts = new Map(
      this.#report.stacks.flatMap(({ messages }) => messages.map((each) => [each.text, each])),
    );
    return [...texts.values()];
  }

  #put(messages: Report["stacks"][number]["messages"], count: number): boolean {
    const of = (wanted: "error" | "warning") =>
      messages.flatMap(({ severity, text }) => (severity === wanted ? [text] : []));
    const data = dataInWords(this.#losses);
    const used = this.#losses.filter(({ change }) => change.inUse !== undefined).length;
    const errors = data === undefined ? [] : [`**Data may be lost**: ${data} destroyed or replaced.`];
    const warnings = used === 0 ? [] : [`**A release may still use** ${used} of what is removed.`];
    const text = `${alert("CAUTION", [...of("error"), ...errors])}${alert("WARNING", [...of("warning"), ...warnings])}`;
    return text === "" || this.#room.put(this.part, text, MISSING.warnings, count);
  }
}
