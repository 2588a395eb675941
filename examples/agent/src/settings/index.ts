export { SettingsError } from "./error.js";
export { VARIABLES, type Variable } from "./list.js";
export { readSettings } from "./read-settings.js";
export type * from "./settings.js";
