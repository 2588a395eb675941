import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

interface Source {
  /** From the project's root, such as `src/modules/vpc.ts`. */
  readonly path: string;
  /** Without comments. */
  readonly code: string;
  /** What it imports: other sources by their path, packages by their name. */
  readonly imports: readonly string[];
}

function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => source(join(folder, path)));
}

function source(path: string): Source {
  const code = withoutComments(readFileSync(join(ROOT, path), "utf8"));
  return { path, code, imports: importsOf(code).map((name) => resolved(path, name)) };
}

/** Comments go, strings stay: `https://` is no comment. */
function withoutComments(code: string): string {
  return code.replace(/("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "$1");
}

function importsOf(code: string): readonly string[] {
  const written = /\b(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g;
  return [...code.matchAll(written)].flatMap(([, name]) => name ?? []);
}

function resolved(path: string, name: string): string {
  return name.startsWith(".") ? relative(ROOT, join(ROOT, dirname(path), name)) : name;
}

const sources = [...sourcesIn("src"), source("main.ts")];

/** Imports from some sources that match, as `<source> -> <import>`. */
function arrows(from: RegExp, to: RegExp): readonly string[] {
  return sources
    .filter(({ path }) => from.test(path))
    .flatMap(({ path, imports }) =>
      imports.filter((name) => to.test(name)).map((name) => `${path} -> ${name}`),
    );
}

function containing(pattern: RegExp, except = /^$/): readonly string[] {
  return sources.filter(({ path, code }) => pattern.test(code) && !except.test(path)).map(({ path }) => path);
}

describe("the scanner of imports", () => {
  it("sees every way to import, and no comment", () => {
    const code = `
      import a from "a"; import type { B } from "b"; export { c } from 'c'; import "d";
      const e = await import("e"); // import "f"
      /* import "g" */ const url = "https://example.com";
      import {
        h,
      } from "h";`;
    expect(importsOf(withoutComments(code))).toEqual(["a", "b", "c", "d", "e", "h"]);
    expect(withoutComments(code)).toContain("https://example.com");
  });

  it("resolves what it sees", () => {
    expect(resolved("src/modules/ecs/scaling.ts", "../../naming")).toBe("src/naming");
    expect(sources.length).toBeGreaterThan(40);
    expect(arrows(/^src\/stack\.ts$/, /^src\/modules\/vpc$/)).toHaveLength(1);
  });
});

describe("arrows point one way", () => {
  it("modules see neither settings nor environments, nor anything above them", () => {
    const above = /^src\/(?!modules\/|naming$)/;
    expect(arrows(/^src\/modules\//, above)).toEqual([]);
  });

  it("naming imports nothing of the project", () => {
    expect(arrows(/^src\/naming\.ts$/, /^src\//)).toEqual([]);
  });

  it("settings see neither the stack nor modules; environments see settings by type alone", () => {
    expect(
      arrows(
        /^src\/(settings|environments)\//,
        /^src\/(modules|stack|synthesis|naming|cli|local|application)/,
      ),
    ).toEqual([]);
    const environments = sources.filter(({ path }) => path.startsWith("src/environments/"));
    for (const { code } of environments) expect(code).not.toMatch(/import (?!type )[^;]*settings/);
  });

  it("the stack is imported by synthesis alone, and synthesis from the outside only", () => {
    expect(arrows(/./, /^src\/stack$/)).toEqual(["src/synthesis.ts -> src/stack"]);
    expect(arrows(/^src\/(modules|settings|environments|stack|naming)/, /^src\/synthesis$/)).toEqual([]);
  });

  it("nothing imports the command line", () => {
    expect(arrows(/^(?!src\/cli\/)/, /^src\/cli\//)).toEqual([]);
  });

  it("plan, deploy, recovery and tracing know nothing of each other, of CDKTF, or of what is synthesised", () => {
    const parts = ["plan", "deploy", "recovery", "tracing"];
    for (const part of parts) {
      const others = parts.filter((other) => other !== part).join("|");
      const from = new RegExp(`^src/${part}/`);
      expect(arrows(from, new RegExp(`^src/(${others})(/|$)`))).toEqual([]);
      expect(arrows(from, /^(cdktf|constructs|@cdktf\/)/)).toEqual([]);
      expect(arrows(from, /^src\/(modules|stack|synthesis)/)).toEqual([]);
    }
    expect(arrows(/^src\/tracing\//, /^src\/(?!tracing\/)/)).toEqual([]);
  });

  it("plans are read without files, network or processes, and by types alone from outside", () => {
    expect(arrows(/^src\/plan\//, /^(node:)?(fs|http|https|net|child_process|os)(\/|$)/)).toEqual([]);
    const outside = sources
      .filter(({ path }) => path.startsWith("src/plan/"))
      .flatMap((each) => runtimeImports(each).filter((name) => /^src\/(?!plan\/)/.test(name)));
    expect(outside).toEqual([]);
  });

  it("what scanners find is judged without files, network or processes", () => {
    expect(arrows(/^src\/security\//, /^(node:)?(fs|http|https|net|child_process|os)(\/|$)/)).toEqual([]);
    expect(arrows(/^src\/security\//, /^src\/(?!security\/|plan\/)/)).toEqual([]);
    expect(arrows(/^src\/security\//, /^(cdktf|constructs|@cdktf\/)/)).toEqual([]);
  });

  it("have no circle", () => {
    const byPath = new Map(sources.map((each) => [each.path.replace(/\.ts$/, ""), each]));
    const find = (name: string) => byPath.get(name) ?? byPath.get(`${name}/index`);
    const done = new Set<Source>();
    const circles: string[] = [];
    const walk = (each: Source, way: readonly Source[]) => {
      if (way.includes(each))
        circles.push([...way.slice(way.indexOf(each)), each].map(({ path }) => path).join(" -> "));
      if (way.includes(each) || done.has(each)) return;
      for (const name of runtimeImports(each)) {
        const next = find(name);
        if (next !== undefined) walk(next, [...way, each]);
      }
      done.add(each);
    };
    for (const each of sources) walk(each, []);
    expect(circles).toEqual([]);
  });
});

/** What is imported when the code runs: types are gone by then. */
function runtimeImports({ path, code }: Source): readonly string[] {
  const running = code.replace(/\b(?:import|export)\s+type\b[^;]*;/g, "");
  return importsOf(running).map((name) => resolved(path, name));
}

describe("imports of packages", () => {
  it("take the provider by resource, as the whole of it costs seconds and half a gigabyte", () => {
    expect(arrows(/./, /^@cdktf\/provider-aws(?!\/lib\/[\w-]+$)/)).toEqual([]);
    expect(arrows(/./, /^@cdktf\/provider-aws\/lib\//).length).toBeGreaterThan(40);
  });

  it("take CDKTF and the provider only where stacks are made", () => {
    const makers = /^src\/(modules\/|stack\.ts|synthesis\.ts|settings\/terraform-)/;
    const elsewhere = sources
      .filter(({ path }) => !makers.test(path))
      .flatMap((each) =>
        runtimeImports(each).filter((name) => /^(cdktf|constructs|@cdktf\/provider)/.test(name)),
      );
    expect(elsewhere).toEqual([]);
  });

  it("use no generated bindings: the provider's package is pinned", () => {
    expect(arrows(/./, /\.gen(\/|$)/)).toEqual([]);
  });
});

describe("the code", () => {
  it("reads the process's environment only where settings are read and programs started", () => {
    expect(
      containing(/\bprocess\.env\b/, /^(main\.ts|src\/(settings|cli|local|tracing\/settings)\/.*)$/),
    ).toEqual([]);
  });

  it("ends the process only in a command, or where a signal has asked for it", () => {
    const allowed =
      /^(main\.ts|src\/cli\/.*|src\/tracing\/(lifecycle\/handlers|open-telemetry\/send-now)\.ts)$/;
    expect(containing(/\bprocess\.exit\b|\bprocess\.exitCode\s*=/, allowed)).toEqual([]);
  });

  it("never says `any`, and silences neither compiler nor linter", () => {
    expect(containing(/\bas any\b|<any>|:\s*any\s*[;,)=]/)).toEqual([]);
    const silenced = sources.filter(({ path }) =>
      /@ts-(ignore|nocheck|expect-error)|biome-ignore/.test(readFileSync(join(ROOT, path), "utf8")),
    );
    expect(silenced.map(({ path }) => path)).toEqual([]);
  });

  it("overrides what is synthesised only in the stack and its variables", () => {
    const allowed = /^src\/(stack|settings\/terraform-variables)\.ts$/;
    expect(containing(/\.addOverride\(|\.overrideLogicalId\(/, allowed)).toEqual([]);
  });

  it("declares outputs and variables only there, too", () => {
    const allowed = /^src\/(stack|settings\/terraform-variables)\.ts$/;
    expect(containing(/new Terraform(Output|Variable)\(/, allowed)).toEqual([]);
  });

  it("has no provisioner and no shell inside Terraform", () => {
    expect(containing(/\bprovisioners?\s*:|local-exec|remote-exec/)).toEqual([]);
  });
});
