/** An image that was built, by an engine or without one. */
export interface AgentImage {
  /**
   * Starts its command as its user, with a root file system that is read-only but for its volumes.
   *
   * @param environment beside what the image sets
   */
  start(environment: Readonly<Record<string, string>>): Promise<Container>;
  /** Runs a program in place of its command, to the end. */
  run(command: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
  remove(): Promise<void>;
}

export interface Container {
  /** Runs a program beside the command, with the same files and variables, as the same user. */
  exec(command: readonly string[]): Promise<Ended>;
  /** What it has said so far. */
  said(): Promise<Said>;
  /** Sends SIGTERM, and SIGKILL where that ends nothing within 30 s. */
  stop(): Promise<Ended>;
}

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Ended extends Said {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
}
