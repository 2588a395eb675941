import type { Block, Json, Synthesised } from "../../support/terraform-json";
import { attributeOf } from "./expressions";

/** Whom a rule is about: members of a group, addresses, or those that leave by a NAT gateway's address. */
export type Peer = { readonly group: Block } | { readonly cidr: string } | { readonly natAddress: Block };

export interface Rule {
  readonly block: Block;
  readonly group: Block;
  readonly peer: Peer;
  readonly first: number;
  readonly last: number;
}

const ANY_PORT = { first: 0, last: 65_535 };

/** @throws Error where a rule does not say whom and what it is about, or says it twice */
export function rulesOf(stack: Synthesised, direction: "ingress" | "egress"): readonly Rule[] {
  return stack.resources(`aws_vpc_security_group_${direction}_rule`).map((block) => {
    const { security_group_id, ip_protocol: protocol, from_port: first, to_port: last } = block.values;
    const group = stack.behind(security_group_id);
    const peer = peerOf(block, stack);
    if (protocol === "-1") return { block, group, peer, ...ANY_PORT };
    if (protocol !== "tcp" || typeof first !== "number" || typeof last !== "number") {
      throw new Error(`${block.address} is not about ports of TCP`);
    }
    return { block, group, peer, first, last };
  });
}

function peerOf({ address, values }: Block, stack: Synthesised): Peer {
  const given = ["referenced_security_group_id", "cidr_ipv4", "cidr_ipv6", "prefix_list_id"].filter(
    (name) => values[name] !== undefined,
  );
  const [name, ...others] = given;
  if (name === "referenced_security_group_id" && others.length === 0) {
    return { group: stack.behind(values.referenced_security_group_id) };
  }
  if (name === "cidr_ipv4" && others.length === 0) return addressesOf(values.cidr_ipv4, stack);
  throw new Error(`${address} has ${given.join(" and ") || "no peer"}`);
}

function addressesOf(cidr: Json | undefined, stack: Synthesised): Peer {
  if (typeof cidr !== "string") throw new Error(`${JSON.stringify(cidr)} is no range of addresses`);
  if (!cidr.startsWith("${")) return { cidr };
  const block = stack.behind(cidr);
  if (block.type === "aws_eip" && /\.public_ip\}\/32$/.test(cidr)) return { natAddress: block };
  const known = block.values[attributeOf(cidr) ?? ""];
  if (typeof known !== "string" || known.includes("${")) throw new Error(`${cidr} is not known`);
  return { cidr: known };
}
