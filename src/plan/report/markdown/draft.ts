import type { Report } from "../report";
import { unreadDrift, unreadText } from "../unread-drift";
import { Alerts } from "./alerts";
import { Extra, type ExtraSection } from "./extra";
import { headline, stacksTable } from "./headline";
import { MISSING } from "./left-out";
import { lossesOf } from "./losses";
import { Lost } from "./lost";
import type { Others } from "./others";
import { bytes, Part } from "./part";
import { Room } from "./room";
import { Section } from "./section";
import { StackSections } from "./stack";

/** Rows with which each section begins, before any is told as a whole. */
const FIRST_ROWS = 20;

/** Of stacks, before all else is told. */
const FIRST_STACKS = 50;

/** The share of the room that remarks on losses, beyond their names, may take before the other sections begin. */
const REMARKS_SHARE = 1 / 2;

/** The share of the limit that a section of others may take before all of what is changed is named. */
const EXTRA_SHARE = 1 / 8;

/** A report that grows: what it has not got room for yet, it says to be left out. */
export class Draft {
  readonly room: Room;
  readonly #limit: number;
  readonly #report: Report;
  readonly #alerts: Alerts;
  readonly #lost: Lost;
  readonly #stacks: Section<string>;
  readonly #extras: readonly Extra[];
  readonly #bodies: readonly StackSections[];
  readonly #others: readonly Others[];
  readonly #unread = new Part();

  constructor(report: Report, limit: number, sections: readonly ExtraSection[]) {
    const isSeveral = report.stacks.length > 1;
    const losses = lossesOf(report);
    const { head, rows } = stacksTable(report);
    this.room = new Room(limit - bytes(headline(report.counts)));
    this.#limit = limit;
    this.#report = report;
    this.#alerts = new Alerts(this.room, report, losses);
    this.#lost = new Lost(this.room, losses);
    const table = new Part((body) => `${head}${body}\n`);
    this.#stacks = new Section(this.room, table, MISSING.stacks, isSeveral ? rows : [], (row) => row);
    this.#extras = sections.map((each) => new Extra(each, report.mask.text, this.room));
    this.#bodies = report.stacks.map((each) => new StackSections(each, this.room, isSeveral));
    this.#others = this.#bodies.map(({ others }) => others);
    this.room.owe(MISSING.unread, unreadDrift(report));
  }

  /** Takes what it has room for, what matters most first. */
  grow(): void {
    this.#alerts.shortest();
    this.#lost.grow(REMARKS_SHARE);
    this.#begin();
    this.#lost.grow();
    if (this.#lost.areTold) for (const each of this.#lost.details) each.grow();
    this.#finish();
    // with what has become free since
    this.#lost.grow();
  }

  /** Something of everything. */
  #begin(): void {
    this.#stacks.grow(FIRST_STACKS);
    for (const extra of this.#extras) extra.shortest();
    for (const { checks } of this.#others) checks.grow(FIRST_ROWS);
    const unread = unreadDrift(this.#report);
    if (unread > 0) this.room.add(this.#unread, unreadText(unread), MISSING.unread, unread);
    for (const body of this.#bodies) body.open();
    for (const body of this.#bodies) body.growNames("changed", FIRST_ROWS);
    for (const { added } of this.#bodies) added.begin();
    for (const each of ["outputs", "drift", "deferred"] as const) {
      for (const other of this.#others) other[each].grow(FIRST_ROWS);
    }
    for (const extra of this.#extras) extra.grow(this.#limit * EXTRA_SHARE);
  }

  /** All of each. */
  #finish(): void {
    for (const body of this.#bodies) body.growNames("changed");
    for (const body of this.#bodies) body.growDetails("changed");
    for (const each of ["checks", "outputs", "drift", "deferred"] as const) {
      for (const other of this.#others) other[each].grow();
    }
    for (const extra of this.#extras) extra.grow();
    this.#alerts.grow();
    this.#stacks.grow();
    for (const body of this.#bodies) body.growNames("added");
    for (const body of this.#bodies) body.growDetails("added");
  }

  get text(): string {
    const text = (parts: readonly Part[]) => parts.map((part) => part.text).join("");
    return [
      headline(this.#report.counts),
      this.#alerts.part.text,
      this.room.leftOut.text(),
      this.#stacks.part.text,
      this.#lost.part.text,
      text(this.#others.map(({ checks }) => checks.part)),
      text(this.#lost.details.map(({ part }) => part)),
      text(this.#extras.map(({ part }) => part)),
      ...this.#bodies.map((body) => body.text),
      this.#unread.text,
    ].join("");
  }
}
