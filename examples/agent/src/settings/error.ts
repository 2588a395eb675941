/** The agent cannot start as it is set. The message has every problem and its remedy, and no secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly string[]) {
    super(
      ["The agent cannot start as it is set:", ...problems.map((problem) => `  - ${problem}`)].join("\n"),
    );
  }
}
