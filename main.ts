import { relative } from "node:path";
import { loadSettings } from "./src/settings/load";
import { SettingsError } from "./src/settings/problem";
import { synthesise } from "./src/synthesis";

const root = import.meta.dirname;

try {
  const loaded = await loadSettings({ root });
  for (const { environment, file, folder } of synthesise(loaded, { root })) {
    console.log(`${environment}: ${relative(root, file)} -> ${relative(root, folder)}`);
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
