import { CHANGES } from "./changes";
import type { Dependency } from "./dependency";
import { KEYS } from "./keys";
import { OTHERS } from "./others";
import { ROLES } from "./roles";
import { TAGS } from "./tags";

export const DEPENDENCIES: readonly Dependency[] = [...TAGS, ...ROLES, ...KEYS, ...OTHERS, ...CHANGES];
