import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import yoctoSpinner from "yocto-spinner";

/** Tells how far the running step has got, in a few words. */
export type Report = (detail: string) => void;

export interface Progress {
  /**
   * Shows that `work` is under way, and for how long, until it settles.
   *
   * @param title what is being done, such as "Planning staging"
   * @param summary a few words on the result. @default - none
   * @param isDone whether the result is what the title says. @default - it is, where nothing is thrown
   */
  step<T>(
    title: string,
    work: (report: Report) => Promise<T>,
    summary?: (result: T) => string,
    isDone?: (result: T) => boolean,
  ): Promise<T>;
}

/** The spinner, a space, and the last column, which some terminals wrap. */
const SPINNER_WIDTH = 3;

/** A spinner with the elapsed time on a terminal; elsewhere a line at the start of a step, at its end, and every 20 s between. */
export function createProgress(stream: WriteStream, env: NodeJS.ProcessEnv = process.env): Progress {
  const interactive = Boolean(stream.isTTY) && env.TERM !== "dumb" && !("CI" in env);
  return {
    async step(title, work, summary, isDone) {
      const started = performance.now();
      const display = interactive ? spinning(stream, title, started) : plain(stream, title, started);
      const finish = (mark: string, words = ""): void => {
        const detail = words === "" ? "" : `: ${words}`;
        display.end(`${mark} ${title}${detail} (${duration(performance.now() - started)})`);
      };
      try {
        const result = await work(display.report);
        const mark = isDone?.(result) === false ? "–" : color(stream, "green", "✔");
        finish(mark, summary?.(result));
        return result;
      } catch (error) {
        finish(color(stream, "red", "✖"));
        throw error;
      }
    },
  };
}

/** Milliseconds as a person says them: "8s", "1m 42s". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
}

interface Display {
  readonly report: Report;
  readonly end: (line: string) => void;
}

/** Between two signs of life of a long step where there is no terminal. */
const SIGN_OF_LIFE_MS = 20_000;

function plain(stream: WriteStream, title: string, started: number): Display {
  stream.write(`${title}...\n`);
  let detail = "";
  const clock = setInterval(() => {
    const words = detail === "" ? "" : `: ${detail}`;
    stream.write(`  ${title}${words} (${duration(performance.now() - started)})\n`);
  }, SIGN_OF_LIFE_MS);
  return {
    report: (words) => {
      detail = words;
    },
    end: (line) => {
      clearInterval(clock);
      stream.write(`${line}\n`);
    },
  };
}

function spinning(stream: WriteStream, title: string, started: number): Display {
  const spinner = yoctoSpinner({ stream, handleSignals: false }).start(title);
  let detail = "";
  const show = (): void => {
    const elapsed = ` (${duration(performance.now() - started)})`;
    const room = (stream.columns || 80) - SPINNER_WIDTH - title.length - elapsed.length;
    const words = detail === "" ? "" : `: ${detail}`.slice(0, Math.max(0, room));
    spinner.text = `${title}${words}${elapsed}`;
  };
  const clock = setInterval(show, 500);
  return {
    report: (words) => {
      detail = words;
      show();
    },
    end: (line) => {
      clearInterval(clock);
      spinner.stop(line);
    },
  };
}

function color(stream: WriteStream, name: "green" | "red", text: string): string {
  return stream.isTTY && stream.hasColors() ? styleText(name, text) : text;
}
