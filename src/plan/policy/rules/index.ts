import type { Rule } from "../rule";
import { accessRules } from "./access";
import { bucketRules } from "./buckets";
import { containerRules } from "./containers";
import { databaseRules } from "./database";
import { deliveryRules } from "./delivery";
import { encryptionRules } from "./encryption";
import { listenerRules } from "./listeners";
import { nameRules } from "./names";
import { networkRules } from "./network";
import { operationRules } from "./operations";
import { permissionRules } from "./permissions";
import { secretRules } from "./secrets";

/** Every rule, in the order in which reports tell them: what is dangerous first. */
export const RULES: readonly Rule[] = [
  ...operationRules.filter(({ id }) => id === "stateful-kept"),
  ...databaseRules,
  ...networkRules,
  ...bucketRules,
  ...accessRules,
  ...permissionRules,
  ...secretRules,
  ...encryptionRules,
  ...listenerRules,
  ...containerRules,
  ...deliveryRules,
  ...operationRules.filter(({ id }) => id !== "stateful-kept"),
  ...nameRules,
];
