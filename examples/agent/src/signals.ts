import { constants } from "node:os";
import type { Service } from "./service.js";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Ends the process with the service: 0 where all went well. Who asks twice does not want to wait. */
export function stopOnSignals(service: Service): void {
  let isStopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isStopping) {
        service.log.warn(`Ended at once by a second signal, ${signal}.`);
        exitAtOnce(128 + constants.signals[signal]);
      }
      isStopping = true;
      service.log.info(`Stopping: ${signal}.`);
      void service.stop().then((isWell) => process.exit(isWell ? 0 : 1));
    });
  }
}

/** Without tracing's last try to send, which may wait for LangSmith. */
export function exitAtOnce(code: number): never {
  process.removeAllListeners("exit");
  process.exit(code);
}

/** A process that something unexpected has happened to is not to be trusted: it logs, sends its traces, and ends. */
export function endOnErrors({ log }: Pick<Service, "log">): void {
  process.on("uncaughtException", (err, origin) => {
    log.fatal({ err }, `Ended by an error that nobody caught (${origin}).`);
    process.exit(1);
  });
}
