import { changedAttributes, type Difference, differencesOf, type Masker } from "../diff";
import { isArray, type Json, member } from "../model/json";
import type { ResourceChange } from "../model/plan";
import type { Stack } from "../model/stack";
import { type Kind, kindOf } from "./counts";
import type { Usage } from "./in-use";
import type { Reasons } from "./reasons";
import { safeguards, statefulKind } from "./stateful";

/** What a plan as a whole tells about its changes. */
export interface AboutPlan {
  readonly usage: Usage;
  readonly reasons: Reasons;
}

/**
 * What happens to one object. Texts are masked, and as the plan's author chose them: whoever renders one must escape it.
 *
 * What takes time is worked out when it is asked for, each time.
 */
export class ChangeReport {
  readonly kind: Kind;
  readonly #change: ResourceChange;
  readonly #stack: Stack;
  readonly #masker: Masker;
  readonly #about: AboutPlan;

  constructor(change: ResourceChange, stack: Stack, masker: Masker, about: AboutPlan) {
    this.kind = kindOf(change);
    this.#change = change;
    this.#stack = stack;
    this.#masker = masker;
    this.#about = about;
  }

  get action() {
    return this.#change.action;
  }

  get mode() {
    return this.#change.mode;
  }

  get address(): string {
    return this.#masker.text(this.#change.address);
  }

  get previousAddress(): string | undefined {
    return this.#masked(this.#change.previousAddress);
  }

  get type(): string {
    return this.#masker.text(this.#change.type);
  }

  /** Where the code makes it, such as `vpc/nat-0`, with the plan's index; undefined without a cdk.tf.json. */
  get construct(): string | undefined {
    const path = this.#stack.constructs.pathOf(this.#change);
    const { index } = this.#change;
    return path === undefined
      ? undefined
      : this.#masker.text(index === undefined ? path : `${path}[${index}]`);
  }

  /** The outermost construct, else the outermost module; empty where it is in neither. */
  get group(): string {
    const { constructs } = this.#stack;
    const path =
      constructs.pathOf(this.#change)?.split("/", 1)[0] ??
      /^module\.[^.[]+/.exec(this.#change.module ?? "")?.[0];
    return this.#masker.text(path ?? "");
  }

  get deposed(): string | undefined {
    return this.#masked(this.#change.deposed);
  }

  get isImport(): boolean {
    return this.#change.importing !== undefined;
  }

  get importId(): string | undefined {
    return this.#masked(this.#change.importing?.id);
  }

  /** Terraform's own word, such as `delete_because_count_index`. */
  get actionReason(): string | undefined {
    return this.#masked(this.#change.actionReason);
  }

  /** In words that follow "because". */
  get reason(): string | undefined {
    return this.#masked(this.#about.reasons.of(this.#change));
  }

  /** The attributes that force a replacement. */
  get replacedFor(): readonly string[] {
    const names = this.#change.replacePaths.map((path) =>
      path
        .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
        .join(""),
    );
    return [...new Set(names)].map(this.#masker.text);
  }

  /** What kind of data is lost with the object, such as `database`; undefined where none is. */
  get stateful(): string | undefined {
    const { kind } = this;
    if (kind !== "destroy" && kind !== "replace") return undefined;
    if (this.#change.deposed !== undefined) return undefined;
    return statefulKind(this.#change);
  }

  /** Why the running release, or one that is gone back to, may need what is removed. */
  get inUse(): string | undefined {
    return this.#masked(this.#about.usage.of(this.#change));
  }

  /** What else a reader should know. */
  get notes(): readonly string[] {
    const { action, kind } = this;
    const notes: string[] = [];
    if (this.stateful !== undefined || this.#change.type === "aws_cloudwatch_log_group") {
      if (kind === "destroy" || kind === "replace") notes.push(...safeguards(this.#change));
    }
    if (action === "create-delete") notes.push("the new one is made first");
    if (action === "create-forget" || action === "forget-create")
      notes.push("the old one stays, and is no longer managed");
    if (kind === "forget") notes.push("it stays, and is no longer managed");
    if (kind === "replace") notes.push(...this.#replacementNotes());
    return notes;
  }

  #replacementNotes(): readonly string[] {
    const { type } = this.#change;
    if (type === "aws_secretsmanager_secret_version")
      return ["a rotation: the secret stays, and gets a new version"];
    if (type === "aws_ecs_task_definition") return ["a new revision: tasks keep theirs until a release"];
    return [];
  }

  /** Names of the attributes that differ. */
  get changed(): readonly string[] {
    return changedAttributes(this.#change).map(this.#masker.text);
  }

  /** How many attributes stay as they are. */
  get unchanged(): number {
    const { before } = this.#change;
    const all = countOf(before);
    return all === 0
      ? 0
      : Math.max(0, all - changedAttributes(this.#change).filter((name) => has(before, name)).length);
  }

  /** About how many characters the differences take, found without making them. */
  get weight(): number {
    const { before, after } = this.#change;
    return countOf(before) + countOf(after);
  }

  differences(): readonly Difference[] {
    return differencesOf(this.#change, this.#masker);
  }

  #masked(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.#masker.text(text);
  }
}

function countOf(value: Json): number {
  if (typeof value !== "object" || value === null || isArray(value)) return 0;
  let count = 0;
  for (const key of Object.keys(value)) if ((value[key] ?? null) !== null) count += 1;
  return count;
}

function has(value: Json, name: string): boolean {
  return (member(value, name) ?? null) !== null;
}
