/** One line of `terraform plan -json` or `apply -json`; only what is used here. */
export interface TerraformMessage {
  readonly "@message"?: string;
  readonly type?: string;
  readonly diagnostic?: Diagnostic;
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
  readonly changes?: ChangeCounts & { readonly operation: string };
  readonly hook?: { readonly resource: { readonly addr: string }; readonly action: string };
}

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
}

/** How many resources a plan touches; a replacement counts as one added and one removed. */
export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/** A resource that a plan touches; `action` is Terraform's word, such as "create" or "replace". */
export interface PlannedChange {
  readonly address: string;
  readonly action: string;
}

/** How far an apply or a destroy has got. */
export interface ApplyProgress {
  readonly finished: number;
  /** Undefined until it is known. */
  readonly total: number | undefined;
  /** Addresses of what is being worked on, the longest first. */
  readonly running: readonly string[];
}

/** The message in a line; undefined for a line that is not JSON. */
function parseMessage(line: string): TerraformMessage | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as TerraformMessage;
  } catch {
    return undefined;
  }
}

/** A message as a person reads it. */
export function readable(line: string): string {
  const message = parseMessage(line);
  if (!message) return line;
  return message.diagnostic ? diagnosticLines(message.diagnostic).join("\n") : (message["@message"] ?? line);
}

export function diagnosticLines(diagnostic: Diagnostic): string[] {
  const where = diagnostic.address ? ` (${diagnostic.address})` : "";
  const kind = diagnostic.severity === "error" ? "Error" : "Warning";
  const detail = (diagnostic.detail ?? "").split("\n").filter((line) => line.trim() !== "");
  return [`${kind}: ${diagnostic.summary}${where}`, ...detail.map((line) => `  ${line}`)];
}

export function total(counts: ChangeCounts): number {
  return counts.add + counts.change + counts.remove;
}

/** Follows the messages of one command. */
export class MessageReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly changes: PlannedChange[] = [];
  counts: ChangeCounts | undefined;
  readonly #running = new Set<string>();
  #finished = 0;

  constructor(private readonly onProgress?: (progress: ApplyProgress) => void) {}

  read(line: string): void {
    const message = parseMessage(line);
    if (message?.diagnostic) this.diagnostics.push(message.diagnostic);
    switch (message?.type) {
      case "planned_change":
        if (message.change) {
          this.changes.push({ address: message.change.resource.addr, action: message.change.action });
        }
        break;
      case "change_summary":
        if (message.changes?.operation === "plan") this.counts = message.changes;
        break;
      case "apply_start":
      case "apply_complete":
      case "apply_errored":
        this.#follow(message);
        break;
    }
  }

  get errors(): Diagnostic[] {
    return this.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  }

  #follow({ type, hook }: TerraformMessage): void {
    if (!hook || hook.action === "read") return;
    if (type === "apply_start") this.#running.add(hook.resource.addr);
    else this.#running.delete(hook.resource.addr);
    if (type === "apply_complete") this.#finished += 1;
    this.onProgress?.({
      finished: this.#finished,
      total: this.counts && total(this.counts),
      running: [...this.#running],
    });
  }
}
