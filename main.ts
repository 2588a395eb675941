import { relative } from "node:path";
import { loadSettings } from "./src/settings/load";
import { SettingsError } from "./src/settings/problem";

const root = import.meta.dirname;

try {
  const loaded = await loadSettings({ root });
  // CDKTF takes longer to load than wrong settings take to be told
  const { synthesise } = await import("./src/synthesis");
  for (const { environment, file, folder } of synthesise(loaded, {
    root,
    outdir: process.env.CDKTF_OUTDIR,
  })) {
    console.log(`${environment}: ${relative(root, file)} -> ${relative(root, folder)}`);
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
