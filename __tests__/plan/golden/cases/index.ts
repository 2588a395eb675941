import type { GoldenCase } from "../support/case";
import { failedCheck, failedPrecondition } from "./checks";
import { create } from "./create";
import { deposed } from "./deposed";
import { destroyAll, destroySome, forget } from "./destroy";
import { hostile } from "./hostile";
import { move, moveOnly } from "./move";
import { noChanges, outputsOnly } from "./nothing";
import { drift, importing } from "./outside";
import { createDelete, deleteCreate } from "./replace";
import { update } from "./update";

export { MODULES } from "./destroy";

export const CASES: readonly GoldenCase[] = [
  create,
  update,
  deleteCreate,
  createDelete,
  destroySome,
  destroyAll,
  forget,
  move,
  moveOnly,
  importing,
  drift,
  outputsOnly,
  noChanges,
  failedCheck,
  failedPrecondition,
  deposed,
  hostile,
];
