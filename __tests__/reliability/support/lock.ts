/** What Terraform tells of a lock that somebody holds. */
export interface Lock {
  readonly id: string;
  readonly who: string;
  readonly operation: string;
}

/** @throws Error when the output tells of no lock */
export function lockIn(output: string): Lock {
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s+(\\S+)$`, "m").exec(output)?.[1];
  const [id, who, operation] = [field("ID"), field("Who"), field("Operation")];
  if (!output.includes("Error acquiring the state lock") || id === undefined) throw new Error(output);
  return { id, who: who ?? "", operation: operation ?? "" };
}
