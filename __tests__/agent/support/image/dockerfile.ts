import {
  Copy,
  DockerfileParser,
  From,
  type Instruction,
  JSONInstruction,
  ModifiableInstruction,
  PropertyInstruction,
  Run,
} from "dockerfile-ast";

/** What changes the files of a stage. */
export type Step =
  | { readonly kind: "workdir"; readonly path: string }
  | {
      readonly kind: "run";
      /** For /bin/sh. */
      readonly command: string;
      /** What the stage has set before. */
      readonly environment: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "copy";
      readonly sources: readonly string[];
      readonly destination: string;
      /** Stage that the sources are of. @default - the build context */
      readonly from?: string | undefined;
    };

export interface Stage {
  /** @default - it is the last one, and has none */
  readonly name?: string | undefined;
  /** An image, or an earlier stage. */
  readonly from: string;
  readonly steps: readonly Step[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user?: string | undefined;
  readonly volumes: readonly string[];
  readonly ports: readonly number[];
  readonly entrypoint?: readonly string[] | undefined;
  readonly command?: readonly string[] | undefined;
  readonly healthCheck?: readonly string[] | undefined;
}

/**
 * The stages of a Dockerfile.
 *
 * @throws at what is left out here (ARG, ADD, SHELL, heredocs, shell forms of CMD, ...): nothing is passed over in silence
 */
export function readDockerfile(content: string): readonly Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(content).getInstructions()) {
    const last = stages.at(-1);
    if (instruction instanceof From) stages.push(stageOf(instruction));
    else if (last === undefined) throw unknown(instruction);
    else stages.splice(-1, 1, { ...last, ...changes(last, instruction) });
  }
  return stages;
}

function stageOf(instruction: From): Stage {
  if (instruction.getFlags().length > 0) throw unknown(instruction);
  const name = instruction.getBuildStage() ?? undefined;
  const from = instruction.getImage() ?? "";
  return { name, from, steps: [], environment: {}, labels: {}, volumes: [], ports: [] };
}

function changes(stage: Stage, instruction: Instruction): Partial<Stage> {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  switch (instruction.getKeyword()) {
    case "WORKDIR":
      return { steps: [...stage.steps, { kind: "workdir", path: words.join(" ") }] };
    case "RUN":
      return { steps: [...stage.steps, runStep(instruction, words, stage.environment)] };
    case "COPY":
      return { steps: [...stage.steps, copyStep(instruction, words)] };
    case "ENV":
      return { environment: { ...stage.environment, ...properties(instruction) } };
    case "LABEL":
      return { labels: { ...stage.labels, ...properties(instruction) } };
    case "USER":
      return { user: words.join(" ") };
    case "VOLUME":
      return { volumes: [...stage.volumes, ...words] };
    case "EXPOSE":
      return { ports: [...stage.ports, ...words.map(Number)] };
    case "ENTRYPOINT":
      return { entrypoint: list(instruction) };
    case "CMD":
      return { command: list(instruction) };
    case "HEALTHCHECK":
      return { healthCheck: healthCheck(instruction) };
    default:
      throw unknown(instruction);
  }
}

function runStep(
  instruction: Instruction,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Step {
  if (!(instruction instanceof Run) || words[0]?.startsWith("[")) throw unknown(instruction);
  // a cache makes a step faster, and leaves nothing in the image
  const others = instruction.getFlags().filter((flag) => !flag.getValue()?.startsWith("type=cache,"));
  if (others.length > 0 || instruction.getHeredocs().length > 0) throw unknown(instruction);
  return { kind: "run", command: words.join(" "), environment };
}

function copyStep(instruction: Instruction, words: readonly string[]): Step {
  if (!(instruction instanceof Copy)) throw unknown(instruction);
  const from = instruction.getFromFlag()?.getValue() ?? undefined;
  const isKnown = instruction.getFlags().length === (from === undefined ? 0 : 1);
  const isPlain = words.length > 1 && words.every((word) => /^[\w./-]+$/.test(word));
  if (!isKnown || !isPlain) throw unknown(instruction);
  return { kind: "copy", sources: words.slice(0, -1), destination: words.at(-1) ?? "", from };
}

function properties(instruction: Instruction): Record<string, string> {
  if (!(instruction instanceof PropertyInstruction)) throw unknown(instruction);
  return Object.fromEntries(
    instruction.getProperties().map((property) => {
      const value = property.getValue() ?? "";
      if (value.includes("$")) throw unknown(instruction);
      return [property.getName(), value];
    }),
  );
}

function list(instruction: Instruction): readonly string[] {
  if (!(instruction instanceof JSONInstruction) || instruction.getOpeningBracket() === null) {
    throw unknown(instruction);
  }
  return instruction.getJSONStrings().map((string) => string.getJSONValue());
}

function healthCheck(instruction: Instruction): readonly string[] {
  if (!(instruction instanceof ModifiableInstruction)) throw unknown(instruction);
  const [, command] = /^.*?CMD\s+(\[.*\])$/s.exec(instruction.getRawArgumentsContent() ?? "") ?? [];
  if (command === undefined) throw unknown(instruction);
  return list(onlyInstruction(`CMD ${command}`));
}

function onlyInstruction(content: string): Instruction {
  const [instruction] = DockerfileParser.parse(content).getInstructions();
  if (instruction === undefined) throw new Error(`no instruction: ${content}`);
  return instruction;
}

function unknown(instruction: Instruction): Error {
  return new Error(`the tests do not know how to run "${instruction.toString()}"`);
}
