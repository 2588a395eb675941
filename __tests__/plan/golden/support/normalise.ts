/** What AWS, the emulator and Terraform make up anew in each run, by its shape. */
const MADE_UP: readonly {
  readonly shape: RegExp;
  readonly stable: (count: number, found: string) => string;
}[] = [
  // 2026-11-28T10:02:13Z
  {
    shape: /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g,
    stable: () => "2026-01-02T03:04:05Z",
  },
  {
    shape: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    stable: (count) => `00000000-0000-4000-8000-${hex(count, 12)}`,
  },
  // vpc-0a1b2c3d4e5f60718, and eni-attach-..., rtbassoc-...
  {
    shape: /\b(?:[a-z]{2,}-)+[0-9a-f]{8,17}\b/g,
    stable: (count, found) => `${found.slice(0, found.lastIndexOf("-"))}-${hex(count, 17)}`,
  },
  // a load balancer's or target group's last part, a version's id, a deposed object's key
  { shape: /\b(?=[0-9a-f]*\d)[0-9a-f]{16,64}\b/g, stable: (count, found) => hex(count, found.length) },
  { shape: /(?<="deposed":")[0-9a-f]{8}(?=")/g, stable: (count) => hex(count, 8) },
  // a secret's suffix
  { shape: /(?<=:secret:[\w/!-]+-)[A-Za-z0-9]{6}\b/g, stable: (count) => `s${hex(count, 5)}` },
  // a database's id
  { shape: /\bdb-[A-Z0-9]{26}\b/g, stable: (count) => `db-${hex(count, 26).toUpperCase()}` },
  // ids of IAM
  {
    shape: /\b(?:AROA|AIDA|ANPA|AGPA)[A-Z0-9]{12,}\b/g,
    stable: (count, found) => `${found.slice(0, 4)}${hex(count, 17).toUpperCase()}`,
  },
  { shape: /(?<=127\.0\.0\.1:)\d{4,5}\b/g, stable: () => "4566" },
];

/**
 * The same plan in each run: what is made up becomes a number in the order in which it is found first.
 *
 * @param plan as `terraform show -json` prints it
 */
export function normalise(plan: unknown): unknown {
  let text = withoutAddresses(JSON.stringify(sorted(plan)));
  for (const { shape, stable } of MADE_UP) {
    text = text.replace(shape, counter(stable));
  }
  return JSON.parse(text);
}

/** Addresses of NAT gateways and endpoints, wherever they come up again. */
function withoutAddresses(text: string): string {
  const numbered = counter((count) => `192.0.2.${count}`);
  const found = new Set(
    [...text.matchAll(/"(?:public_ip|private_ip|ipv4)":"([\d.]+)"/g)].map(([, ip]) => ip),
  );
  return text.replace(/\b\d+\.\d+\.\d+\.\d+\b/g, (ip) => (found.has(ip) ? numbered(ip) : ip));
}

/** The same for the same, and a number more for each that is new. */
function counter(stable: (count: number, found: string) => string): (found: string) => string {
  const seen = new Map<string, string>();
  return (found) => {
    const known = seen.get(found) ?? stable(seen.size + 1, found);
    seen.set(found, known);
    return known;
  };
}

/** Terraform's order of these lists is another one in each run. */
function sorted(plan: unknown): unknown {
  if (typeof plan !== "object" || plan === null || !("relevant_attributes" in plan)) return plan;
  const { relevant_attributes: found } = plan;
  if (!Array.isArray(found)) return plan;
  const key = (each: unknown) => JSON.stringify(each);
  return { ...plan, relevant_attributes: [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

function hex(count: number, length: number): string {
  return count.toString(16).padStart(length, "0");
}
