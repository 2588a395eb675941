// The packages node22 and node24, which tests run programs on, put a `node` into node_modules/.bin: npm's scripts would
// run on that one instead of on the Node of whoever runs them.
import { rmSync } from "node:fs";

rmSync("node_modules/.bin/node", { force: true });
