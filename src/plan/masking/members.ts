import { isObject, type Json } from "../model/json";

/** The members of an object; none of what is no object. */
export function entries(value: Json | undefined): readonly [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}
