import { isArray, type Json, list, member, text } from "../../plan/model/json";
import type { Plan, ResourceChange } from "../../plan/model/plan";
import type { DriftedAttribute, DriftedResource } from "./report";

const DIRECTIONS = ["ingress", "egress"] as const;
type Direction = (typeof DIRECTIONS)[number];

const NOT_IN_CODE = "(no such rule)";

/**
 * Rules in security groups that no rule of the code explains.
 *
 * Terraform leaves them alone where rules are resources of their own, and its state takes them over with the next apply, so that a
 * port that somebody has opened is no change of any plan.
 */
export function foreignRules({ changes, json }: Plan): readonly DriftedResource[] {
  const known = new Set(changes.flatMap(ruleKeys));
  const skipped = new Set(changes.filter(({ type }) => type === "aws_security_group_rule").flatMap(groupOf));
  const inline = inlineRules(json);
  return changes.flatMap((group) => {
    const id = text(group.before, "id");
    if (group.type !== "aws_security_group" || group.mode !== "managed") return [];
    if (id === undefined || skipped.has(id) || group.module !== undefined) return [];
    const attributes = DIRECTIONS.flatMap((direction): readonly DriftedAttribute[] => {
      if (inline.has(`${addressOf(group)} ${direction}`)) return [];
      const rules = list(group.before, direction).flatMap((rule) => rulesIn(rule, id));
      const foreign = rules.filter((rule) => !known.has(keyOf(id, direction, rule)));
      return foreign.sort().map((found) => ({ name: direction, wanted: NOT_IN_CODE, found }));
    });
    if (attributes.length === 0) return [];
    return [{ address: group.address, type: group.type, change: "added", attributes }];
  });
}

/** Without an index, as the configuration has it. */
function addressOf({ address }: ResourceChange): string {
  return address.replace(/\[[^[]*\]$/, "");
}

function groupOf({ before }: ResourceChange): readonly string[] {
  return [text(before, "security_group_id") ?? ""];
}

/** The key of a resource that is one rule; of one that is to be made there is none yet. */
function ruleKeys({ type, before, mode }: ResourceChange): readonly string[] {
  const [, direction] = /^aws_vpc_security_group_(ingress|egress)_rule$/.exec(type) ?? [];
  if ((direction !== "ingress" && direction !== "egress") || mode !== "managed") return [];
  const id = text(before, "security_group_id");
  const peer = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"].flatMap(
    (name) => text(before, name) ?? [],
  )[0];
  if (id === undefined || peer === undefined) return [];
  return [keyOf(id, direction, wordsOf(before, text(before, "ip_protocol"), peer))];
}

/** One for each peer, as `tcp 443 0.0.0.0/0`. */
function rulesIn(rule: Json, id: string): readonly string[] {
  const names = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"];
  const peers = [
    ...names.flatMap((name) => list(rule, name)),
    ...(member(rule, "self") === true ? [id] : []),
  ];
  return peers.map((peer) => wordsOf(rule, text(rule, "protocol"), String(peer)));
}

function wordsOf(rule: Json, protocol: string | undefined, peer: string): string {
  if (protocol === undefined || protocol === "-1" || protocol === "all") return `all ${peer}`;
  const [from, to] = [member(rule, "from_port"), member(rule, "to_port")].map(String);
  return `${protocol} ${from === to ? from : `${from}-${to}`} ${peer}`;
}

function keyOf(id: string, direction: Direction, rule: string): string {
  return JSON.stringify([id, direction, rule]);
}

/** `aws_security_group.x ingress` of groups whose rules stand in them: the plan itself changes those back. */
function inlineRules(json: Json): ReadonlySet<string> {
  const resources = list(member(member(json, "configuration"), "root_module"), "resources");
  return new Set(
    resources.flatMap((resource) => {
      const expressions = member(resource, "expressions");
      const written = DIRECTIONS.filter((name) => {
        const rules = member(expressions, name);
        return rules !== undefined && !(isArray(rules) && rules.length === 0);
      });
      return written.map((name) => `${text(resource, "address")} ${name}`);
    }),
  );
}
