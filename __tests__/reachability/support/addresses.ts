import { BlockList } from "node:net";

/** Whether each address of the inner IPv4 range is one of the outer's. */
export function contains(outer: string, inner: string): boolean {
  const [address, prefix] = partsOf(outer);
  const [first, innerPrefix] = partsOf(inner);
  const range = new BlockList();
  range.addSubnet(address, prefix, "ipv4");
  return innerPrefix >= prefix && range.check(first, "ipv4");
}

function partsOf(cidr: string): readonly [address: string, prefix: number] {
  const [, address = "", prefix = ""] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
  if (address === "") throw new Error(`${cidr} is no IPv4 range`);
  return [address, Number(prefix)];
}
