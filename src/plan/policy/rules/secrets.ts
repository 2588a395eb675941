import { isHidden, isSecretName, marksAt } from "../../masking";
import { isArray, isObject, type Json, list, member, text } from "../../model/json";
import type { Findings, Rule } from "../rule";
import { tokenIn } from "../tokens";
import { UNKNOWN } from "../world/place";
import type { Resource } from "../world/resource";
import { containersOf } from "./containers";

const noPlaintextSecret: Rule = {
  id: "no-plaintext-secret",
  title: "No secret stands in clear in a task, a parameter, user data, a tag, or anywhere else",
  why: "It is readable for everybody who may look at the resource, and stays in every old revision, plan and state.",
  remedy:
    "Keep it in Secrets Manager, refer to it (`secrets` with `valueFrom` in a container), and replace the one that was shown.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
  check(world, findings) {
    for (const definition of world.ofType("aws_ecs_task_definition")) checkContainers(definition, findings);
    for (const lambda of world.ofType("aws_lambda_function")) {
      const variables = lambda.at("environment", 0, "variables");
      checkNamed(variables.members, lambda, "The variable", findings);
      if (variables.value === UNKNOWN) findings.unknown(lambda, "its environment");
    }
    for (const parameter of world.ofType("aws_ssm_parameter")) checkParameter(parameter, findings);
    for (const resource of world.resources) {
      checkNamed(resource.at("tags").members, resource, "The tag", findings);
      const kinds = new Set<string>();
      tokens(resource.change.after, resource.change.afterSensitive, kinds);
      for (const kind of kinds)
        findings.violated(resource, `An attribute that is not sensitive holds ${kind}.`);
    }
  },
};

function checkContainers(definition: Resource, findings: Findings): void {
  const containers = containersOf(definition);
  if (containers === UNKNOWN) {
    findings.unknown(definition, "container_definitions");
    return;
  }
  for (const container of containers) {
    const name = text(container, "name") ?? "without a name";
    const variables = list(container, "environment").map((each): [string, Json] => [
      text(each, "name") ?? "",
      member(each, "value") ?? "",
    ]);
    checkNamed(variables, definition, `The container ${name} gets in clear the variable`, findings);
    const kinds = new Set<string>();
    // where it is not known, what is written of it is in no attribute
    if (definition.at("container_definitions").isUnknown) tokens(container, undefined, kinds);
    for (const kind of kinds) findings.violated(definition, `The container ${name} holds ${kind}.`);
  }
}

/** What only names a secret: an ARN, or `${...}` for one. */
const REFERENCE = /^(?:\$\{[^}]*\.(?:arn|id|name)\}\S*|arn:\S+)$/;

function checkNamed(
  variables: readonly (readonly [string, Json])[],
  resource: Resource,
  what: string,
  findings: Findings,
): void {
  for (const [name, value] of variables) {
    if (!isSecretName(name) || typeof value !== "string" || value === "" || REFERENCE.test(value)) continue;
    findings.violated(resource, `${what} ${name}${what.endsWith("variable") ? "" : " holds a secret"}.`);
  }
}

function checkParameter(parameter: Resource, findings: Findings): void {
  const { value: type } = parameter.at("type");
  const name = parameter.at("name").text;
  if (type === UNKNOWN) {
    findings.unknown(parameter, "type");
    return;
  }
  if (type === "SecureString" || typeof name !== "string") return;
  const isFilled = parameter.at("value").isSet || parameter.at("insecure_value").isSet;
  if (isFilled && isSecretName(name.replace(/^.*\//, ""))) {
    findings.violated(parameter, `${name} is not of type SecureString.`);
  }
  const kinds = new Set<string>();
  // the provider marks it as sensitive, whatever its type
  tokens(parameter.change.after, undefined, kinds);
  for (const kind of kinds)
    findings.violated(parameter, `The parameter is not of type SecureString and holds ${kind}.`);
}

function tokens(value: Json | undefined, marks: Json | undefined, kinds: Set<string>): void {
  if (typeof value === "string") {
    const kind = isHidden(value, marks) ? undefined : tokenIn(value);
    if (kind !== undefined) kinds.add(kind);
  } else if (isArray(value)) {
    for (let index = 0; index < value.length; index += 1) tokens(value[index], marksAt(marks, index), kinds);
  } else if (isObject(value) && marks !== true) {
    for (const [key, each] of Object.entries(value)) tokens(each, marksAt(marks, key), kinds);
  }
}

const notInState: Rule = {
  id: "no-secret-in-state",
  title: "Secrets are handed to AWS without a copy in the state",
  why: "Whoever can read the state reads every secret in it, and so does whoever finds an old version or a plan file.",
  remedy:
    "Give the value by the write-only attribute (`..._wo` with `..._wo_version`), or let AWS manage it.",
  source: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only",
  check(world, findings) {
    for (const resource of world.resources) {
      if (resource.type === "aws_ssm_parameter" && resource.at("type").value !== "SecureString") continue;
      for (const attribute of writeOnly(resource)) {
        if (resource.at(attribute).isSet)
          findings.violated(resource, `\`${attribute}\` is kept in the state.`);
      }
    }
  },
};

/** Attributes that have a write-only twin. */
function writeOnly(resource: Resource): readonly string[] {
  const { after } = resource.change;
  if (!isObject(after)) return [];
  return Object.keys(after)
    .filter((key) => key.endsWith("_wo"))
    .map((key) => key.slice(0, -"_wo".length));
}

export const secretRules: readonly Rule[] = [noPlaintextSecret, notInState];
