/** What became of the runs that were made: made = sent + dropped + pending, at any moment. */
export interface DeliveryCounts {
  readonly made: number;
  /** Accepted by LangSmith with all that there was of them. */
  readonly sent: number;
  /** Not accepted, or not kept: queue full, refused for good, or out of time at shutdown. */
  readonly dropped: number;
  readonly pending: number;
}

type Fate = "pending" | "sent" | "dropped";

/** Runs whose end is still awaited; a process that never ends its runs does not grow without bound. */
const MAX_OPEN = 10_000;

/** Keeps the books on runs; a run counts once, however many requests it takes. */
export class Ledger {
  #made = 0;
  #sent = 0;
  #dropped = 0;
  /** Runs that have not ended yet, or whose end is not sent yet. */
  readonly #fates = new Map<string, Fate>();

  make(id: string): void {
    if (this.#fates.has(id)) return;
    this.#made += 1;
    this.#fates.set(id, "pending");
    if (this.#fates.size > MAX_OPEN) this.forgetOldest();
  }

  /** Whether a part of the run was dropped: the rest is of no use to anybody. */
  isDropped(id: string): boolean {
    return this.#fates.get(id) === "dropped";
  }

  /** More of a run that was sent is on its way. */
  reopen(id: string): void {
    if (this.#fates.get(id) !== "sent") return;
    this.#sent -= 1;
    this.#fates.set(id, "pending");
  }

  /** @param isEnded whether nothing more of it is to come */
  send(id: string, isEnded: boolean): void {
    if (this.#fates.get(id) === "pending") {
      this.#sent += 1;
      this.#fates.set(id, "sent");
    }
    if (isEnded) this.#fates.delete(id);
  }

  drop(id: string, isEnded: boolean): void {
    const fate = this.#fates.get(id);
    if (fate === "sent") this.#sent -= 1;
    if (fate !== undefined && fate !== "dropped") {
      this.#dropped += 1;
      this.#fates.set(id, "dropped");
    }
    if (isEnded) this.#fates.delete(id);
  }

  get counts(): DeliveryCounts {
    const pending = this.#made - this.#sent - this.#dropped;
    return { made: this.#made, sent: this.#sent, dropped: this.#dropped, pending };
  }

  private forgetOldest(): void {
    for (const [id, fate] of this.#fates) {
      if (fate === "pending") continue;
      this.#fates.delete(id);
      return;
    }
  }
}
