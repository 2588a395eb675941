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
  console.error(told(error));
  process.exitCode = 1;
}

/** In words, where the user can do something about it. */
function told(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  // of the file system, such as EEXIST where cdktf.out is a file
  if (error instanceof Error && "syscall" in error) return `The stacks cannot be written: ${error.message}`;
  throw error;
}
