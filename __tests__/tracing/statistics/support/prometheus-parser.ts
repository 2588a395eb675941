export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly samples: readonly Sample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\["\\\\n])*)"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL},)*(?:${LABEL})?)\\})? (\\S+)$`);

/**
 * Families by name, of Prometheus' text format, version 0.0.4; stricter than Prometheus: each family has a type before its
 * samples, all of its samples together, and each of them once.
 *
 * Source: Exposition formats, prometheus.io/docs/instrumenting.
 */
export function parsePrometheus(text: string): Map<string, Family> {
  const families = new Map<string, { type: string; samples: Sample[] }>();
  const seen = new Set<string>();
  let current: { name: string; type: string; samples: Sample[] } | undefined;
  if (text !== "" && !text.endsWith("\n")) throw new Error("The last line has no line break");
  for (const line of text.split("\n").slice(0, -1)) {
    if (/^# HELP /.test(line)) continue;
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|summary|histogram|untyped)$`).exec(line);
    if (type?.[1] !== undefined && type[2] !== undefined) {
      if (families.has(type[1])) throw new Error(`${type[1]} comes twice`);
      current = { name: type[1], type: type[2], samples: [] };
      families.set(current.name, current);
      continue;
    }
    const sample = parseSample(line);
    const key = JSON.stringify([sample.name, [...sample.labels].sort()]);
    if (seen.has(key)) throw new Error(`${line} comes twice`);
    seen.add(key);
    const suffixes = current?.type === "summary" ? ["", "_sum", "_count"] : [""];
    if (!suffixes.some((suffix) => sample.name === `${current?.name}${suffix}`)) {
      throw new Error(`${line} is of no family`);
    }
    if (current?.type === "counter" && !(sample.value >= 0)) throw new Error(`${line} is below 0`);
    current?.samples.push(sample);
  }
  for (const [name, family] of families) checkSummary(name, family);
  return families;
}

function parseSample(line: string): Sample {
  const match = SAMPLE.exec(line);
  const value = Number(match?.at(-1));
  if (match?.[1] === undefined || !Number.isFinite(value)) throw new Error(`${line} is no sample`);
  const labels = [...(match[2] ?? "").matchAll(new RegExp(LABEL, "g"))].map(([, name = "", text = ""]) => {
    const unescaped = text.replace(/\\(.)/g, (_, each: string) => (each === "n" ? "\n" : each));
    return [name, unescaped] as const;
  });
  if (new Set(labels.map(([name]) => name)).size < labels.length)
    throw new Error(`${line} has a label twice`);
  return { name: match[1], labels: new Map(labels), value };
}

/** Each summary has quantiles, a sum and a count. */
function checkSummary(name: string, { type, samples }: Family): void {
  if (type !== "summary") return;
  const kinds = new Map<string, Set<string>>();
  for (const { name: sampleName, labels } of samples) {
    const key = JSON.stringify([...labels].filter(([label]) => label !== "quantile"));
    const known = kinds.get(key) ?? new Set();
    kinds.set(
      key,
      known.add(sampleName.slice(name.length) || (labels.has("quantile") ? "quantile" : "bare")),
    );
  }
  for (const [key, found] of kinds) {
    if ([...found].sort().join() !== "_count,_sum,quantile")
      throw new Error(`${name} of ${key} is no summary`);
  }
}
