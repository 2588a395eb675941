import type { Command } from "commander";
import type { Io } from "../delivery/io";

/** Takes the exit code of the command that ran. */
export type Done = (code: number) => void;

/** Adds the commands on plans; what they do is loaded when they run. */
export function addPlanCommands(_program: Command, _io: Io, _done: Done): void {}
