import { closeSync, openSync, writeSync } from "node:fs";
import type { Io } from "../../delivery/io";
import { fileError } from "../file-error";

/** Joined before they are written: a call of the system takes longer than a piece. */
const CHUNK = 256 * 1024;

/** Writes a long text as it is made, so that it is never in memory as a whole. @throws PlanError where the file cannot be written */
export function writePieces(io: Io, pieces: Iterable<string>, out: string | undefined): void {
  if (out === undefined || out === "-") joined(pieces, (text) => io.out.write(text));
  else intoFile(out, pieces);
}

function intoFile(file: string, pieces: Iterable<string>): void {
  let handle: number | undefined;
  try {
    handle = openSync(file, "w");
    const opened = handle;
    joined(pieces, (text) => writeSync(opened, text));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw fileError(`${file} cannot be written`, error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function joined(pieces: Iterable<string>, write: (text: string) => void): void {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK) continue;
    write(text);
    text = "";
  }
  if (text !== "") write(text);
}
