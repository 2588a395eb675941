/** Address ranges of the subnets of one VPC, a zone each. */
export interface SubnetCidrs {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/**
 * Cuts a VPC's range into three private quarters and three public sixteenths of the last quarter: tasks and the database
 * need addresses by the thousand, load balancer and NAT gateways by the handful.
 */
export function subnetCidrs(vpcCidr: string): SubnetCidrs {
  const zones = [0, 1, 2];
  return {
    private: zones.map((zone) => subnet(vpcCidr, 2, zone)),
    public: zones.map((zone) => subnet(vpcCidr, 4, 12 + zone)),
  };
}

/** The `index`-th of the ranges that are `bits` bits smaller, as Terraform's cidrsubnet. */
function subnet(cidr: string, bits: number, index: number): string {
  const [address = "", length = ""] = cidr.split("/");
  const prefix = Number(length);
  const base = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  const start = Math.floor(base / size) * size + index * 2 ** (32 - prefix - bits);
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix + bits}`;
}
