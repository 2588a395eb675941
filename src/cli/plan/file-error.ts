import { PlanError } from "../../plan/model/errors";

/** What a system's code for an error on a file means, and what helps. */
const CAUSES: Readonly<Record<string, readonly [cause: string, remedy: string]>> = {
  ENOENT: ["there is no such file or folder", "See that its name is right, and that its folder exists."],
  ENOTDIR: ["a part of its path is a file, not a folder", "See that its name is right."],
  EISDIR: ["it is a folder", "Name a file."],
  EACCES: ["it may not be opened", "Give this user the permission to."],
  EPERM: ["it may not be opened", "Give this user the permission to."],
  EROFS: ["its file system can only be read", "Name a file elsewhere."],
  ENOSPC: ["the disk is full", "Make room on it, or name a file elsewhere."],
  EMFILE: ["too many files are open", "Try again, or raise the limit (`ulimit -n`)."],
  ENAMETOOLONG: ["its name is too long", "Give it a shorter one."],
};

/**
 * An error on a file in words.
 *
 * @param what has failed, such as `tfplan.json cannot be read`
 */
export function fileError(what: string, error: unknown): PlanError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [cause, remedy] = CAUSES[code] ?? [code === "" ? "it is not text" : `the system says ${code}`];
  return new PlanError(`${what}: ${cause}.`, { cause: error, ...(remedy !== undefined && { remedy }) });
}
