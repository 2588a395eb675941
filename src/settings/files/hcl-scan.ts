import type { Path } from "../json-schema";

/** Where the keys of an HCL file stand; hcl2json tells values only. */
export interface HclScan {
  /** The line of a key, or of the nearest key around it. */
  readonly lineOf: (path: Path) => number | undefined;
  /** Names at top level that open a block instead of being set with `=`. */
  readonly blocks: ReadonlySet<string>;
}

/** Comments, heredocs, strings, names, then single characters. */
export const TOKEN = new RegExp(
  [
    /(?<comment>#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/u,
    /<<-?(?<mark>[\p{L}_][\p{L}\p{N}_-]*)\r?\n[\s\S]*?^[ \t]*\k<mark>[ \t]*\r?$/u,
    /"(?<string>(?:\\.|[^"\\\n])*)"/u,
    /(?<name>[\p{L}_][\p{L}\p{N}_-]*|\d+)/u,
    /(?<assign>=(?![=>])|:)/u,
    /[\s\S]/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gmu",
);

interface Level {
  readonly path: Path;
  readonly isList: boolean;
  index: number;
}

/** Finds the keys of a file that the HCL parser accepts; on other text it finds what it can. */
export function scanHcl(text: string): HclScan {
  const lines = new Map<string, number>();
  const blocks = new Set<string>();
  const levels: Level[] = [{ path: [], isList: false, index: 0 }];
  let key: string | undefined;
  let assigned: Path | undefined;
  let keyLine = 0;
  let line = 1;

  for (const { 0: token, groups = {} } of text.matchAll(TOKEN)) {
    const level = levels.at(-1) ?? { path: [], isList: true, index: 0 };
    const word = groups.string ?? groups.name;
    if (word !== undefined && assigned === undefined && !level.isList) {
      if (key === undefined) [key, keyLine] = [word, line];
    } else if (groups.assign !== undefined && key !== undefined && assigned === undefined) {
      assigned = [...level.path, key];
      remember(lines, assigned, keyLine);
      key = undefined;
    } else if (token === "{" || token === "[" || token === "(") {
      if (key !== undefined && levels.length === 1) {
        blocks.add(key);
        remember(lines, [key], keyLine);
      }
      const path = level.isList ? [...level.path, level.index] : (assigned ?? [...level.path, key ?? "?"]);
      if (level.isList) remember(lines, path, line);
      levels.push({ path, isList: token !== "{", index: 0 });
      [key, assigned] = [undefined, undefined];
    } else if (token === "}" || token === "]" || token === ")") {
      if (levels.length > 1) levels.pop();
      [key, assigned] = [undefined, undefined];
    } else if (token === "," || token === "\n") {
      if (!level.isList) [key, assigned] = [undefined, undefined];
      else if (token === ",") level.index++;
    }
    if (level.isList && word !== undefined) remember(lines, [...level.path, level.index], line);
    line += token.split("\n").length - 1;
  }
  return { lineOf: (path) => nearest(lines, path), blocks };
}

function remember(lines: Map<string, number>, path: Path, line: number): void {
  const id = JSON.stringify(path);
  if (!lines.has(id)) lines.set(id, line);
}

function nearest(lines: ReadonlyMap<string, number>, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}
