import { maskOf } from "../../plan/masking";
import { terminalText } from "../../plan/model/escape";
import {
  type Exception,
  type Judgement,
  judgePlans,
  policyAnnotations,
  policyJson,
  policyMarkdown,
  policyTerminal,
} from "../../plan/policy";
import type { Io } from "../delivery/io";
import { readStacks } from "./inputs";
import { exceptionsIn } from "./read";
import { deliver, PLAN_EXIT, runPlanCommand } from "./run";

export type PolicyFormat = "markdown" | "json" | "terminal" | "github";

export interface PolicyOptions {
  /** @default "terminal" */
  readonly format?: PolicyFormat;
  /** Exceptions of this run. */
  readonly except?: readonly Pick<Exception, "rule" | "address">[];
  /** File of exceptions. */
  readonly exceptions?: string;
  readonly out?: string;
}

/** Whether plans keep the platform's rules. */
export function policyCommand(files: readonly string[], options: PolicyOptions, io: Io): Promise<number> {
  return runPlanCommand(io, async () => {
    const written = await exceptionsIn(options.exceptions);
    const exceptions = [...written, ...given(options)];
    const stacks = readStacks(files);
    const judgements = judgePlans(stacks, exceptions);
    const mask = maskOf(stacks.map(({ plan }) => plan));
    deliver(io, mask.text(RENDER[options.format ?? "terminal"](judgements)), options.out);
    return judgements.some(({ violations }) => violations.length > 0) ? PLAN_EXIT.condition : PLAN_EXIT.made;
  });
}

const RENDER: Readonly<Record<PolicyFormat, (judgements: readonly Judgement[]) => string>> = {
  markdown: policyMarkdown,
  json: policyJson,
  terminal: (judgements) => terminalText(policyTerminal(judgements)),
  github: policyAnnotations,
};

function given({ except = [] }: PolicyOptions): readonly Exception[] {
  return except.map((each) => ({ ...each, reason: "given on the command line" }));
}
