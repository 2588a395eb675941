import { LOG_RETENTION_DAYS, ONE_OF_LOG_RETENTIONS } from "../data/log-retention";
import { REGIONS } from "../data/regions";
import { nearest } from "../spelling";
import { eachOf, type Rule, rule } from "./rule";

/** The world in pieces is the world: no single range may be wider. */
const WIDEST_TEST_PREFIX = 8;

export const networkRules: readonly Rule[] = [
  rule(["aws_region"], ({ aws_region }) =>
    REGIONS.includes(aws_region) ? [] : [{ path: ["aws_region"], expected: regionExpected(aws_region) }],
  ),

  rule(["aws_region", "database_backup_region"], ({ aws_region, database_backup_region: backup }) => {
    const path = ["database_backup_region"];
    if (backup === undefined) return [];
    if (!REGIONS.includes(backup)) return [{ path, expected: regionExpected(backup) }];
    return backup === aws_region ? [{ path, expected: "a region other than aws_region" }] : [];
  }),

  rule(["aws_region", "acm_certificate_arn"], ({ aws_region, acm_certificate_arn: arn }) => {
    if (arn === undefined || !REGIONS.includes(aws_region)) return [];
    const prefix = `arn:aws:acm:${aws_region}:`;
    if (arn.startsWith(prefix)) return [];
    const expected = `a certificate in aws_region: ${prefix}...`;
    return [{ path: ["acm_certificate_arn"], expected }];
  }),

  rule(["vpc_cidr"], ({ vpc_cidr }) => outsideNetwork(vpc_cidr, ["vpc_cidr"])),

  rule(["allowed_cidrs"], ({ allowed_cidrs }) =>
    allowed_cidrs.flatMap((cidr, index) => outsideNetwork(cidr, ["allowed_cidrs", index])),
  ),

  rule(["test_listener_cidrs"], ({ test_listener_cidrs }) =>
    test_listener_cidrs.flatMap((cidr, index) => {
      const path = ["test_listener_cidrs", index];
      if (Number(cidr.split("/")[1]) >= WIDEST_TEST_PREFIX) return outsideNetwork(cidr, path);
      const expected = `a range of /${WIDEST_TEST_PREFIX} or narrower: the test listener shows untested releases`;
      return [{ path, expected }];
    }),
  ),

  rule(["interface_endpoints"], ({ interface_endpoints: endpoints }) =>
    eachOf(
      endpoints,
      (endpoint, index) =>
        endpoints.indexOf(endpoint) < index && {
          path: ["interface_endpoints", index],
          expected: "each endpoint once",
        },
    ),
  ),

  ...(["flow_log_retention_days", "log_retention_days", "audit_log_retention_days"] as const).map((name) =>
    rule([name], (subject) => {
      const days = subject[name];
      if (LOG_RETENTION_DAYS.includes(days)) return [];
      const longer = LOG_RETENTION_DAYS.find((offered) => offered > days);
      const hint = longer === undefined ? "" : `; the next longer one is ${longer}`;
      return [{ path: [name], expected: `${ONE_OF_LOG_RETENTIONS}${hint}` }];
    }),
  ),
];

function regionExpected(region: string): string {
  if (/^(cn|us-gov)-/.test(region)) return "a commercial AWS region: China and GovCloud are not supported";
  return `an AWS region; the nearest code is ${nearest(region, REGIONS)}`;
}

/** AWS answers with another range than it was given when bits behind the prefix are set. */
function outsideNetwork(cidr: string, path: (string | number)[]) {
  const [address = "", prefix = "32"] = cidr.split("/");
  const octets = address.split(".").map(Number);
  const size = 2 ** (32 - Number(prefix));
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const first = value - (value % size);
  if (first === value) return [];
  const network = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
  return [{ path, expected: `the first address of the range: ${network}/${prefix}` }];
}
