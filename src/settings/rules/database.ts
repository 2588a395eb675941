import { whyReservedDatabase, whyReservedUsername } from "../data/postgresql-reserved";
import { type Rule, rule } from "./rule";

export const databaseRules: readonly Rule[] = [
  rule(["database_username"], ({ database_username }) => {
    const why = whyReservedUsername(database_username);
    if (why === undefined) return [];
    return [{ path: ["database_username"], expected: `a name that is not reserved (${why})` }];
  }),

  rule(["database_name"], ({ database_name }) => {
    const why = whyReservedDatabase(database_name);
    if (why === undefined) return [];
    return [{ path: ["database_name"], expected: `a name that is not reserved (${why})` }];
  }),
];
