import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Io } from "../../../src/cli/delivery/io";
import { issuesCommand } from "../../../src/cli/github/nightly/issues";
import { pricesCommand } from "../../../src/cli/github/nightly/prices";
import { NightlyServer } from "../support/nightly-server";

