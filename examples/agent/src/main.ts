import { createService, type Service } from "./service.js";
import { readSettings, SettingsError } from "./settings/index.js";
import { endOnErrors, stopOnSignals } from "./signals.js";

/** What `sysexits.h` has for a wrong configuration. */
const EX_CONFIG = 78;

function service(): Service {
  try {
    return createService(readSettings(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(EX_CONFIG);
  }
}

const agent = service();
endOnErrors(agent);
stopOnSignals(agent);
await agent.start();
