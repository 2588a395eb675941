import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import { PlanError } from "../../plan/model/errors";

/** No line of AWS's is nearly as long; a list without line ends must not fill the memory. */
const LONGEST_LINE = 64 * 1024;
/** A server that says nothing for so long has hung. */
const SILENCE_MS = 60_000;

/**
 * Lines of a price list, split into fields, from a folder or over HTTP; as they come, with a few of them in memory.
 *
 * It ends with an error where the list does not end with a whole line, or the connection breaks.
 */
export async function* linesOf(
  from: string,
  place: string,
  stop: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const silence = new AbortController();
  const signal = AbortSignal.any([stop, silence.signal]);
  const source = isUrl(from)
    ? await download(from, place, signal)
    : createReadStream(join(from, place), { signal });
  const parser = parse({ bom: true, max_record_size: LONGEST_LINE, relax_column_count: true });
  const done = pipeline(source, wholeLines(), parser, { signal });
  // its error comes out of the parser, where it is awaited
  done.catch(() => {});
  const watch = new Watch(silence);
  let width = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      watch.touch();
      if (record[0] === "SKU") width = record.length;
      else if (width > 0 && record.length !== width)
        throw new PlanError(`${place} has a line of ${record.length} fields instead of ${width}.`, {
          remedy: "Nothing was written; it may have been cut off.",
        });
      yield record;
    }
    await done;
  } finally {
    watch.end();
    silence.abort();
  }
}

const isUrl = (from: string): boolean => /^https?:\/\//i.test(from);

/**
 * Refuses what is no place to read from, before anything is read.
 *
 * @throws PlanError which shows no more of it than its scheme: it may hold a password
 */
export function checkPlace(from: string): void {
  const remedy = "Give a folder, or a URL that begins with https:// or http:// and has no user or password.";
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(from) ?? [];
  if (scheme === undefined) return;
  if (!isUrl(from)) throw new PlanError(`Price lists cannot be read over ${scheme}.`, { remedy });
  const url = URL.canParse(from) ? new URL(from) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "") {
    throw new PlanError("The place of the price lists is no URL to read from.", { remedy });
  }
}

/** Ends what has been silent for too long. */
class Watch {
  #timer: NodeJS.Timeout;

  constructor(private readonly silence: AbortController) {
    this.#timer = this.#start();
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => this.silence.abort(new Error("nothing came for a minute")), SILENCE_MS);
  }

  touch(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function download(from: string, place: string, signal: AbortSignal): Promise<Readable> {
  const url = new URL(place, from.endsWith("/") ? from : `${from}/`);
  const response = await fetch(url, { signal, redirect: "error" });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new PlanError(`${url.href} answers ${response.status}.`, { remedy: "Nothing was written." });
  }
  return Readable.from(response.body);
}

/** Fails where the last line is not ended: AWS ends each. */
function wholeLines(): Transform {
  let last = 0x0a;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (chunk.length > 0) last = chunk[chunk.length - 1] ?? last;
      done(null, chunk);
    },
    flush(done) {
      done(last === 0x0a ? null : new Error("it ends in the middle of a line"));
    },
  });
}
