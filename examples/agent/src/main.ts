import { createService } from "./service.js";
import { readSettings, type Settings, SettingsError } from "./settings/index.js";
import { endOnErrors, stopOnSignals } from "./signals.js";

/** What `sysexits.h` has for a wrong configuration. */
const EX_CONFIG = 78;

function settings(): Settings {
  try {
    return readSettings(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(EX_CONFIG);
  }
}

const service = createService(settings());
endOnErrors(service);
stopOnSignals(service);
await service.start();
