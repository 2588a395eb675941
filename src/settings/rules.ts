import { databaseRules } from "./rules/database";
import { generalRules } from "./rules/general";
import { networkRules } from "./rules/network";
import { operationsRules } from "./rules/operations";
import type { Rule } from "./rules/rule";
import { secretRules } from "./rules/secrets";
import { serviceRules } from "./rules/service";

/** What the schema cannot say of one value alone: tables of AWS, and values that must fit each other. */
export const rules: readonly Rule[] = [
  ...generalRules,
  ...networkRules,
  ...serviceRules,
  ...databaseRules,
  ...secretRules,
  ...operationsRules,
];
