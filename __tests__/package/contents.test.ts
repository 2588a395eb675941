import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { textsIn } from "./support/folders";
import { ROOT } from "./support/installed";

const { files, folder, size } = inject("installed");
const PACKAGE = join(folder, "node_modules/langgraph-platform");
const texts = textsIn(PACKAGE);

const names = z.record(z.string(), z.string());
const manifest = z
  .object({
    dependencies: names,
    peerDependencies: names,
    peerDependenciesMeta: z.record(z.string(), z.unknown()),
  })
  .parse(JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")));

/** Packages that files name in an import, by what matches their paths. */
function packagesOf(paths: RegExp): readonly string[] {
  const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*)["']([^"'.][^"']*)["']/g;
  const specifiers = [...texts]
    .filter(([path]) => paths.test(path))
    .flatMap(([, text]) => [...withoutComments(text).matchAll(IMPORT)].flatMap(([, name]) => name ?? []));
  const isForeign = (name: string) => !name.startsWith("node:") && !builtinModules.includes(name);
  const packages = specifiers.filter(isForeign).map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  return [...new Set(packages)].sort();
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

describe("the tarball", () => {
  it("holds what is built, the manual and licences, and no sources", () => {
    const expected = [
      /^(package\.json|README\.md|LICENSE)$/,
      /^dist\/(langgraph-platform|[a-zA-Z-]+-[A-Z0-9]{8})\.mjs$/,
      /^dist\/tracing\/(index\.mjs|index\.cjs|[a-z-]+-[A-Z0-9]{8}\.mjs)$/,
      /^dist\/tracing\/types\/[a-z/-]+\.d\.[mc]ts$/,
      /^dist\/(tracing\/)?THIRD-PARTY-LICENSES\.txt$/,
    ];
    expect(files.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "dist/THIRD-PARTY-LICENSES.txt",
        "dist/langgraph-platform.mjs",
        "dist/tracing/THIRD-PARTY-LICENSES.txt",
        "dist/tracing/index.cjs",
        "dist/tracing/index.mjs",
        "dist/tracing/types/index.d.cts",
        "dist/tracing/types/index.d.mts",
      ]),
    );
  });

  it("is below two megabytes with the command line, tracing unpacked below 600 kB", () => {
    expect(size).toBeLessThan(2_000_000);
    const tracing = [...texts].filter(([path]) => path.startsWith("dist/tracing/"));
    expect(tracing.reduce((sum, [, text]) => sum + text.length, 0)).toBeLessThan(600_000);
  });

  it("tells nothing of the machine that built it", () => {
    const tell = [ROOT, homedir(), "sourceMappingURL"].filter((each) => each !== "/");
    const told = [...texts].flatMap(([path, text]) =>
      tell.filter((each) => text.includes(each)).map((each) => `${path}: ${each}`),
    );
    expect(told).toEqual([]);
  });

  it("comes with the licence of each package whose code is in it", () => {
    const comments = (path: RegExp) =>
      [...texts]
        .filter(([name]) => path.test(name))
        .flatMap(([, text]) => [...text.matchAll(/^\s*\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)])
        .flatMap(([, name]) => name ?? []);
    for (const [part, some] of [
      ["dist/", "@aws-sdk/client-ecs"],
      ["dist/tracing/", "@datadog/sketches-js"],
    ] as const) {
      const bundled = [...new Set(comments(new RegExp(`^${part}[^/]+\\.[mc]js$`)))];
      const licences = texts.get(`${part}THIRD-PARTY-LICENSES.txt`) ?? "";
      expect(bundled).toContain(some);
      expect(bundled.filter((name) => !licences.includes(`\n${name} `))).toEqual([]);
      expect(licences).toContain("TERMS AND CONDITIONS FOR USE");
    }
  });
});

describe("what tracing imports", () => {
  it("is declared: dependencies, and peers that are optional", () => {
    const declared = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    const imported = packagesOf(/^dist\/tracing\/[^/]+\.[mc]js$/);
    expect(imported).toEqual(expect.arrayContaining(["@langchain/core", "langsmith", "zod"]));
    expect(imported.filter((name) => !declared.includes(name))).toEqual([]);
    for (const peer of Object.keys(manifest.peerDependencies)) {
      expect(manifest.peerDependenciesMeta).toHaveProperty([peer], { optional: true });
    }
  });

  it("for its types is there without any peer", () => {
    const imported = packagesOf(/^dist\/tracing\/types\//);
    expect(imported.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});
