import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { SecurityCheck } from "../../../../src/cli/security/check";
import { check, ROOT } from "./support";

/** What the examples leave out. */
const OPTIONS = `
database_backup_region    = "us-west-2"
deployment_hook_functions = ["arn:aws:lambda:us-east-1:123456789012:function:before-traffic"]
ecr_repositories          = ["tools"]
fargate_spot              = true
interface_endpoints       = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages"]
smoke_test                = { enabled = true, paths = ["/ready"] }
test_listener_cidrs       = ["203.0.113.0/24"]
`;

const example = (environment: string) =>
  readFileSync(join(ROOT, "examples/tfvars", `${environment}.tfvars`), "utf8");

/** Checks that fail by an option, and why that is left to whoever chooses it. */
const WITHOUT_A_CERTIFICATE = {
  CKV_AWS_2: ["aws_lb_listener.alb_http", "aws_lb_listener.alb_test"],
  CKV_AWS_103: ["aws_lb_listener.alb_http", "aws_lb_listener.alb_test"],
  CKV_AWS_378: ["aws_lb_target_group.alb_blue", "aws_lb_target_group.alb_green"],
  CKV2_AWS_20: ["aws_lb.alb_load-balancer"],
};
const OF_THE_SMOKE_TEST = {
  // whoever deploys sees at once that it failed: there is nothing to send later
  CKV_AWS_116: ["aws_lambda_function.smoke-test_function"],
  // its code comes with the stack, from the same commit
  CKV_AWS_272: ["aws_lambda_function.smoke-test_function"],
  // its log tells of each request; X-Ray would give its role actions on every resource
  CKV_AWS_50: ["aws_lambda_function.smoke-test_function"],
};

it("finds nothing more with every option, but HTTP where there is no certificate, and three checks of the smoke test's function", async () => {
  const folder = mkdtempSync(join(tmpdir(), "every-option-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    const file = join(folder, `${name}.tfvars`);
    writeFileSync(file, text);
    return file;
  };
  const tfvars = [
    write("staging", example("staging").replace(/^acm_certificate_arn.*$/m, OPTIONS)),
    write("production", `${example("production")}\n${OPTIONS}`),
  ];

  const { found, problems } = await check(tfvars);

  expect(addressesByCheck(found, "staging")).toEqual({ ...WITHOUT_A_CERTIFICATE, ...OF_THE_SMOKE_TEST });
  expect(addressesByCheck(found, "production")).toEqual(OF_THE_SMOKE_TEST);
  // of Checkov alone: none of the platform's own rules is broken, and every exception is needed still
  expect(problems.flatMap((text) => text.match(/^✖ \S+/gm) ?? []).sort()).toEqual(
    found.map(({ check }) => `✖ ${check},`).sort(),
  );
});

/** Without the hash that CDKTF puts behind a name. */
function addressesByCheck(
  found: SecurityCheck["found"],
  environment: string,
): Readonly<Record<string, readonly string[]>> {
  const checks: Record<string, string[]> = {};
  for (const each of found.filter((finding) => finding.environment === environment)) {
    checks[each.check] = [...(checks[each.check] ?? []), each.address.replace(/_[0-9A-F]{8}$/, "")].sort();
  }
  return checks;
}
