import { tmpdir } from "node:os";
import { App } from "cdktf";
import { type Edge, type Graph, type Node, readGraph } from "../../../src/plan/diagram";
import { isObject, type Json, member } from "../../../src/plan/model/json";
import { readPlan } from "../../../src/plan/model/read";
import { readTemplate, type Template } from "../../../src/plan/model/stack";
import type { EnvironmentName } from "../../../src/settings/schema";
import { PlatformStack } from "../../../src/stack";
import { type Overrides, settingsOf } from "../../support/synth";

const templates = new Map<string, Template>();

/** A stack with its metadata, as CDKTF writes it; equal settings are synthesised once per worker. */
export function templateOf(environment: EnvironmentName, overrides: Overrides = {}): Template {
  const settings = settingsOf(environment, overrides);
  const key = JSON.stringify(settings);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const stack = new PlatformStack(new App({ outdir: tmpdir(), stackTraces: false }), settings);
  stack.prepareStack();
  const template = readTemplate(JSON.stringify(stack.toTerraform()), "cdk.tf.json");
  templates.set(key, template);
  return template;
}

/** A stack of another project. */
export function stackOf(
  resource: Readonly<Record<string, Readonly<Record<string, object>>>>,
  rest: object = {},
): Template {
  return readTemplate(
    JSON.stringify({ "//": { metadata: { stackName: "other" } }, resource, ...rest }),
    "cdk.tf.json",
  );
}

/** Thousands of groups that somebody else each talks to, and hundreds of types that nobody knows. */
export function hugeStack(): Template {
  const many = (count: number, entry: (index: number) => readonly [string, object]) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
  const rule = (index: number) => ({
    security_group_id: `\${aws_security_group.group_${index}.id}`,
    cidr_ipv4: `10.${index >> 8}.${index & 255}.0/24`,
    from_port: 443,
    to_port: 443,
    ip_protocol: "tcp",
  });
  return stackOf({
    aws_vpc: { v: {} },
    aws_security_group: { ...many(3_000, (index) => [`group_${index}`, { vpc_id: "${aws_vpc.v.id}" }]) },
    aws_vpc_security_group_ingress_rule: { ...many(3_000, (index) => [`rule_${index}`, rule(index)]) },
    ...Object.fromEntries(
      Array.from({ length: 800 }, (_, index) => [`acme_kind_of_thing_${index}`, { a: {}, b: {} }]),
    ),
  });
}

export function addressesOf({ json }: Template): readonly string[] {
  const names = (value: Json | undefined) => (isObject(value) ? Object.keys(value) : []);
  const blocks = (kind: string, prefix: string) =>
    names(json[kind]).flatMap((type) =>
      names(member(json[kind], type)).map((name) => `${prefix}${type}.${name}`),
    );
  return [
    ...blocks("resource", ""),
    ...blocks("data", "data."),
    ...names(json.module).map((name) => `module.${name}`),
  ];
}

export function membersOf({ nodes }: Graph): readonly string[] {
  return nodes.flatMap(({ members }) => members);
}

export function nodesOf({ nodes }: Graph, kind: Node["kind"]): readonly Node[] {
  return nodes.filter((each) => each.kind === kind);
}

/** `Internet -> Load balancer: tcp 443`, sorted. */
export function edgesOf(graph: Graph, ...kinds: readonly Edge["kind"][]): readonly string[] {
  const labels = new Map(graph.nodes.map((each) => [each.id, each.label]));
  return graph.edges
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ from, to, label }) => `${labels.get(from)} -> ${labels.get(to)}${label && `: ${label}`}`)
    .sort();
}

export function drawn(
  environment: EnvironmentName,
  overrides: Overrides = {},
  changes?: readonly object[],
): Graph {
  return readGraph(templateOf(environment, overrides), changes && planOf(changes));
}

export function planOf(changes: readonly object[]) {
  return readPlan(JSON.stringify({ format_version: "1.2", resource_changes: changes }), "tfplan.json");
}

/** An element of `resource_changes`. */
export function change(address: string, actions: readonly string[], rest: object = {}): object {
  const [type, name] = address.replace(/\[.*$/, "").split(".").slice(-2);
  const data = address.startsWith("data.");
  return {
    address,
    mode: data ? "data" : "managed",
    type,
    name,
    change: { actions, before: null, after: null, ...rest },
  };
}
