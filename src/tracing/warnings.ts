const INTERVAL_MS = 60_000;

/** Tells what goes wrong, at most once a minute for each topic; what is left unsaid meanwhile is counted. */
export class Warnings {
  readonly #topics = new Map<string, { saidAt: number; unsaid: number }>();

  constructor(
    private readonly say: (line: string) => void = (line) => console.warn(line),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param topic what is said once a minute, whatever the text */
  warn(topic: string, text: string): void {
    const known = this.#topics.get(topic);
    const now = this.now();
    if (known !== undefined && now - known.saidAt < INTERVAL_MS) {
      known.unsaid += 1;
      return;
    }
    const before = known === undefined || known.unsaid === 0 ? "" : ` (and ${known.unsaid} times before)`;
    this.#topics.set(topic, { saidAt: now, unsaid: 0 });
    this.say(`[langgraph-platform/tracing] ${text}${before}`);
  }
}
