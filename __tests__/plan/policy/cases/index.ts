import * as access from "./access";
import * as buckets from "./buckets";
import type { BrokenCase, KeptCase, OpenCase } from "./case";
import * as containers from "./containers";
import * as database from "./database";
import * as delivery from "./delivery";
import * as encryption from "./encryption";
import * as listeners from "./listeners";
import * as names from "./names";
import * as network from "./network";
import * as operations from "./operations";
import * as permissions from "./permissions";
import * as secrets from "./secrets";

export const BROKEN: readonly BrokenCase[] = [
  ...database.BROKEN,
  ...network.BROKEN,
  ...buckets.BROKEN,
  ...access.BROKEN,
  ...permissions.BROKEN,
  ...secrets.BROKEN,
  ...encryption.BROKEN,
  ...listeners.BROKEN,
  ...containers.BROKEN,
  ...delivery.BROKEN,
  ...operations.BROKEN,
  ...names.BROKEN,
];

export const KEPT: readonly KeptCase[] = [
  ...database.KEPT,
  ...network.KEPT,
  ...access.KEPT,
  ...permissions.KEPT,
  ...secrets.KEPT,
  ...encryption.KEPT,
  ...containers.KEPT,
  ...operations.KEPT,
];

export const OPEN: readonly OpenCase[] = [
  ...database.OPEN,
  ...network.OPEN,
  ...access.OPEN,
  ...permissions.OPEN,
  ...encryption.OPEN,
  ...listeners.OPEN,
  ...containers.OPEN,
  ...delivery.OPEN,
  ...operations.OPEN,
  ...names.OPEN,
];
