// Builds dist/, as `npm ci` runs it: the command line, and tracing as a library.
import { commandLine } from "./build/command-line.mjs";
import { tracing } from "./build/tracing.mjs";
import { writeFolder } from "./build/write.mjs";

await writeFolder("dist", (await Promise.all([commandLine(), tracing()])).flat());
