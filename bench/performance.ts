import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { benchLoop } from "./loop/bench";
import { tellGoals } from "./support/goals";
import type { Section } from "./support/section";
import { benchSynthesis } from "./synthesis/bench";

const ROUNDS = 7;
const PAGE = join(import.meta.dirname, "../docs/performance.md");
const FIGURES = /(?<=<!-- figures -->\n```\n).*?(?=```\n<!-- end of figures -->)/s;

/**
 * Measures synthesis and the loop, prints both, and writes them into docs/performance.md.
 *
 * @returns whether every goal is met
 */
export async function benchPerformance(): Promise<boolean> {
  const sections = [benchSynthesis(ROUNDS), await benchLoop()];
  const text = `${[machine(), ...sections.map(tell), tellGoals(sections.flatMap(({ goals }) => goals))].join("\n\n")}\n`;
  console.log(text);
  const page = readFileSync(PAGE, "utf8");
  if (!FIGURES.test(page)) throw new Error(`${PAGE} has no place for figures`);
  writeFileSync(
    PAGE,
    page.replace(FIGURES, () => text),
  );
  return sections.every(({ goals }) => goals.every(({ isMet }) => isMet));
}

const tell = ({ title, text }: Section) => `${title}\n\n${text}`;

function machine(): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 1024 ** 3);
  return `Node ${process.version}, ${cpus().length} x ${cpu?.model.trim() ?? "unknown"}, ${gib} GiB`;
}
