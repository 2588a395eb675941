import type { Filing } from "../filing.js";
import { BRAMBLEWICK } from "./bramblewick.js";
import { COBALTINE } from "./cobaltine.js";
import { NORTHVANE } from "./northvane.js";
import { QUILLMARK } from "./quillmark.js";

/** Invented, all of it: there are no such companies, and no figure here is anybody's. */
export const SAMPLE_FILINGS: readonly Filing[] = [...BRAMBLEWICK, ...COBALTINE, ...NORTHVANE, ...QUILLMARK];
