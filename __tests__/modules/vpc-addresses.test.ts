import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subnetCidrs } from "../../src/modules/vpc-addresses";

interface Range {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

function range(cidr: string): Range {
  const [address = "", prefix = ""] = cidr.split("/");
  const octets = address.split(".").map(Number);
  if (octets.length !== 4 || octets.some((octet) => !Number.isInteger(octet) || octet < 0 || octet > 255)) {
    throw new Error(`${cidr} is no IPv4 range`);
  }
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { first, last: first + 2 ** (32 - Number(prefix)) - 1, prefix: Number(prefix) };
}

/** Ranges from /16 to /20 whose address is their first one, as the settings allow them. */
const vpcCidr = fc.tuple(fc.integer({ min: 16, max: 20 }), fc.nat(2 ** 32 - 1)).map(([prefix, address]) => {
  const first = Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${prefix}`;
});

describe("subnets of a VPC", () => {
  it("are three private quarters and three public sixteenths", () => {
    expect(subnetCidrs("10.0.0.0/16")).toEqual({
      private: ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18"],
      public: ["10.0.192.0/20", "10.0.208.0/20", "10.0.224.0/20"],
    });
  });

  it("are cut from the upper half of the address space, too", () => {
    expect(subnetCidrs("192.168.240.0/20").public).toEqual([
      "192.168.252.0/24",
      "192.168.253.0/24",
      "192.168.254.0/24",
    ]);
  });

  it("lie inside the VPC, never overlap, and start on their own boundary, for any VPC", () => {
    fc.assert(
      fc.property(vpcCidr, (cidr) => {
        const vpc = range(cidr);
        const all = Object.values(subnetCidrs(cidr)).flat().map(range);
        expect(all).toHaveLength(6);
        for (const { first, last, prefix } of all) {
          expect(first).toBeGreaterThanOrEqual(vpc.first);
          expect(last).toBeLessThanOrEqual(vpc.last);
          expect(first % 2 ** (32 - prefix)).toBe(0);
        }
        const sorted = [...all].sort((a, b) => a.first - b.first);
        sorted.slice(1).forEach(({ first }, index) => {
          expect(first).toBeGreaterThan(sorted[index]?.last ?? Number.NaN);
        });
      }),
    );
  });

  it("leave at least 250 addresses to load balancer and NAT, and 1000 to tasks, in the smallest VPC", () => {
    const sizes = (cidrs: readonly string[]) =>
      cidrs.map(range).map(({ first, last }) => last - first + 1 - 5);
    const smallest = subnetCidrs("10.0.0.0/20");
    expect(Math.min(...sizes(smallest.public))).toBeGreaterThanOrEqual(250);
    expect(Math.min(...sizes(smallest.private))).toBeGreaterThanOrEqual(1000);
  });
});
