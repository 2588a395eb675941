import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LICENCE = /^(licen[cs]e|copying|notice)/i;
/** Where the whole text stands; some packages give its address only. */
const APACHE = "node_modules/@opentelemetry/api/LICENSE";

/**
 * The licences of the packages whose code is in a bundle, each text once.
 *
 * @param metafile esbuild's
 * @throws where a package comes without the text of its licence
 */
export function licencesOf(metafile) {
  const packages = [...new Set(bundledFiles(metafile).flatMap(packageOf))].sort().map(read);
  const byText = new Map();
  for (const one of packages) {
    const text = one.text ?? textOfSibling(one, packages);
    const source = one.source === undefined ? "" : `, source: ${one.source}`;
    byText.set(text, [...(byText.get(text) ?? []), `${one.name} ${one.version} (${one.licence})${source}`]);
  }
  const sections = [...byText].map(([text, titles]) => `${titles.join("\n")}\n\n${text}\n`);
  return ["This folder holds code of these packages.\n", ...sections].join(`\n${"-".repeat(80)}\n\n`);
}

/** Files of which anything is left in the output. */
function bundledFiles({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

/** Folder of the package that a file belongs to, if any. */
function packageOf(path) {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
  return folder === undefined ? [] : [folder];
}

function read(folder) {
  const {
    name,
    version,
    license: licence,
    repository,
  } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  const isShort = licence === "Apache-2.0" && !texts.join().includes("TERMS AND CONDITIONS");
  if (isShort && texts.length > 0) texts.push(readFileSync(APACHE, "utf8").trim());
  // whoever passes a program on under these must tell where its source is
  const source = /\b(EPL|MPL)-/.test(licence) ? repository?.url?.replace(/^git\+/, "") : undefined;
  return { name, version, licence, source, text: texts.length > 0 ? texts.join("\n\n") : undefined };
}

/** Some packages of AWS's SDK come without the text that the others have. */
function textOfSibling({ name, licence }, packages) {
  const scope = /^@[^/]+\//.exec(name)?.[0];
  const sibling = packages.find(
    (each) => scope !== undefined && each.name.startsWith(scope) && each.licence === licence && each.text,
  );
  if (sibling === undefined) throw new Error(`${name} comes without the text of its licence (${licence})`);
  return sibling.text;
}
