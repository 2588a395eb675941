/** What AWS, the emulator and Terraform make up anew in each run. */
export interface MadeUp {
  readonly shape: RegExp;
  /** @param count from 1, in the order in which they are found */
  readonly stable: (count: number, found: string) => string;
}

export const MADE_UP: readonly MadeUp[] = [
  // 2026-11-28T10:02:13Z
  {
    shape: /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g,
    stable: () => "2026-01-02T03:04:05Z",
  },
  {
    shape: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    stable: (count) => `00000000-0000-4000-8000-${hex(count, 12)}`,
  },
  // an endpoint's name
  { shape: /(?<=\bvpce-[0-9a-f]{17}-)[0-9a-f]{8}\b/g, stable: (count) => hex(count, 8) },
  // vpc-0a1b2c3d4e5f60718, and eni-attach-..., rtbassoc-...
  {
    shape: /\b(?:[a-z]{2,}-)+[0-9a-f]{8,17}\b/g,
    stable: (count, found) => found.replace(/[^-]*$/, (random) => hex(count, random.length)),
  },
  // what Terraform's `name_prefix` ends in: the time, and a counter
  { shape: /\b20\d{16}[0-9a-f]{8}\b/g, stable: (count) => `202601020304050000${hex(count, 8)}` },
  // a load balancer's or target group's last part, a version's id
  {
    shape: /(?<![\w-])(?=[0-9a-f]*\d)[0-9a-f]{16,64}\b/g,
    stable: (count, found) => hex(count, found.length),
  },
  { shape: /(?<="deposed(?:_key)?":")[0-9a-f]{8}(?=")/g, stable: (count) => hex(count, 8) },
  { shape: /(?<="hosted_zone_id":")[0-9A-F]{13}(?=")/g, stable: (count) => hex(count, 13) },
  // a secret's suffix
  { shape: /(?<=:secret:[\w/!-]+-)[A-Za-z0-9]{6}\b/g, stable: (count) => `s${hex(count, 5)}` },
  // a database's id
  { shape: /\bdb-[A-Z0-9]{26}\b/g, stable: (count) => `db-${hex(count, 26).toUpperCase()}` },
  // ids of IAM
  { shape: /\bA[A-Z0-9]{20}\b/g, stable: (count) => `A${hex(count, 20).toUpperCase()}` },
  { shape: /(?<=127\.0\.0\.1:)\d{4,5}\b/g, stable: () => "4566" },
];

/** Addresses of NAT gateways, load balancers and endpoints, wherever they come up again. */
export function addressesIn(json: string): MadeUp {
  const keys = /"(?:public_ip|private_ip|ipv4)":"([\d.]+)"/g;
  const found = new Set([...json.matchAll(keys)].map(([, address = ""]) => address));
  const words = [...found].map((address) => address.replaceAll(".", "\\."));
  return {
    shape: new RegExp(`\\b(?:${words.join("|") || "(?!)"})\\b`, "g"),
    stable: (count) => `192.0.2.${count}`,
  };
}

function hex(count: number, length: number): string {
  return count.toString(16).padStart(length, "0");
}
