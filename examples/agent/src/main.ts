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
try {
  await agent.start();
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  agent.log.fatal(`It cannot listen: ${message}. Give another HOST or PORT, or end what listens there.`);
  await agent.stop();
  process.exit(1);
}
