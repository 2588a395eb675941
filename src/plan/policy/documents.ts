import { isArray, isObject, type Json, member } from "../model/json";
import { type Place, UNKNOWN, type Unknown } from "./world/place";

/** A statement of an IAM policy. */
export interface Statement {
  readonly sid: string | undefined;
  readonly isAllow: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `NotAction`, `NotResource` or `NotPrincipal`: all but what is named. */
  readonly inverted: readonly ("NotAction" | "NotPrincipal" | "NotResource")[];
  readonly principals: readonly Principal[];
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for a bare asterisk. */
  readonly kind: string;
  readonly value: string;
}

export interface Condition {
  readonly operator: string;
  /** In small letters. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of a policy; what it refers to stays `${...}`. Undefined where there is none, or no JSON. */
export function statementsOf(place: Place): readonly Statement[] | Unknown | undefined {
  const { text } = place;
  if (typeof text !== "string") return text;
  const document = jsonOf(text);
  if (document === undefined) return text.includes("${") ? UNKNOWN : undefined;
  return listOf(member(document, "Statement")).filter(isObject).map(statementOf);
}

/** JSON in a text; undefined where there is none. */
export function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function statementOf(statement: Json): Statement {
  const sid = member(statement, "Sid");
  return {
    sid: typeof sid === "string" && sid !== "" ? sid : undefined,
    isAllow: member(statement, "Effect") === "Allow",
    actions: textsOf(member(statement, "Action")),
    resources: textsOf(member(statement, "Resource")),
    inverted: (["NotAction", "NotPrincipal", "NotResource"] as const).filter(
      (key) => member(statement, key) !== undefined,
    ),
    principals: principalsOf(member(statement, "Principal")),
    conditions: conditionsOf(member(statement, "Condition")),
  };
}

function principalsOf(principal: Json | undefined): readonly Principal[] {
  if (typeof principal === "string") return [{ kind: principal === "*" ? "*" : "AWS", value: principal }];
  if (!isObject(principal)) return [];
  return Object.entries(principal).flatMap(([kind, values]) =>
    textsOf(values).map((value) => ({ kind, value })),
  );
}

function conditionsOf(condition: Json | undefined): readonly Condition[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: textsOf(values),
        }))
      : [],
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isArray(value) ? value : [value];
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).flatMap((each) => (typeof each === "object" ? [] : [String(each)]));
}
