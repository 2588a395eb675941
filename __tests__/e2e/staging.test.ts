import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import { readPlan } from "../../src/plan/model/read";
import { liveNames } from "../../src/settings/terraform-variables";
import { expectKnownCalls } from "../iam/support/known-calls";
import { type Recording, recordCalls } from "../iam/support/recording";
import { keepExample, readShown } from "../plan/golden/support/example";
import { expectEmptyPlan } from "./support/plans";
import { LocalPlatform } from "./support/platform";
import { ENDPOINTS, planPullRequest, showPullRequest } from "./support/pull-request";
import { clientConfig, ship } from "./support/releases";
import { answers, answersDuring } from "./support/routes";
import { canariesIn, expectNoSecret } from "./support/secrets";
import { CANARIES, CERTIFICATE, CHANGED, IMAGE, settings, WITHOUT_WEB_ACL } from "./support/settings";
import { stateResource, stateResources } from "./support/state";

/** What outlives a destroy, and why. */
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  aws_ecs_task_definition: "AWS keeps revisions, and a rollback may need them; they cost nothing",
  "aws_kms_key (pending deletion)":
    "AWS keeps a key for a week at least, in case that something is still encrypted with it; it costs nothing",
};

// one environment's life, in order: each step starts from what the last one left
describe.sequential("staging on the emulator", () => {
  let platform: LocalPlatform;
  let recording: Recording;

  beforeAll(async () => {
    platform = await LocalPlatform.start({ ...settings("staging"), interface_endpoints: ENDPOINTS });
    recording = recordCalls(platform);
    await platform.apply();
  });
  afterAll(() => platform?.stop());
  beforeEach(() => onTestFailed(() => platform.showLogs()));

  const expectNothingToChange = () => expectEmptyPlan(platform);
  const secretValue = async (name: string) => {
    const secret = await stateResource(platform.terraform, "aws_secretsmanager_secret", `_${name}_`);
    const client = new SecretsManagerClient(clientConfig(platform));
    return (
      (await client.send(new GetSecretValueCommand({ SecretId: String(secret.values.arn) }))).SecretString ??
      ""
    );
  };

  it("has nothing to change after it was applied", expectNothingToChange);

  it("shows a pull request's three settings to reviewers as docs/example-report does", async () => {
    const example = await planPullRequest(platform);
    const shown = await showPullRequest(example);
    if (process.env.UPDATE_EXAMPLES !== undefined) keepExample(example, shown);

    const { changes } = readPlan(example["tfplan.json"], "tfplan.json");
    const planned = changes.filter(({ action }) => action !== "no-op");
    expect(planned.map(({ action, type }) => `${action} ${type}`).sort()).toEqual([
      "create aws_eip",
      "create aws_nat_gateway",
      "create aws_vpc_security_group_ingress_rule",
      "delete aws_vpc_endpoint",
      "update aws_db_instance",
      "update aws_route",
    ]);
    for (const [name, text] of Object.entries(shown)) {
      expect(canariesIn(text)).toEqual([]);
      expect(text, `${name}: UPDATE_EXAMPLES=1 writes it`).toBe(readShown(name));
    }
  });

  it("keeps every secret out of plan, state and logs, and gives it to Secrets Manager", async () => {
    await expectNoSecret(platform);

    expect(await secretValue("langsmith-api-key")).toBe(CANARIES.langsmith_api_key);
    const database = await stateResource(platform.terraform, "aws_db_instance");
    expect(JSON.parse(await secretValue("database-uri"))).toEqual({
      password: CANARIES.database_password,
      uri: `postgresql://langgraph_admin:${encodeURIComponent(CANARIES.database_password)}@${database.values.address}:5432/langgraph?sslmode=require`,
    });
  });

  it("updates a changed setting in place", async () => {
    await platform.configure({
      alarms: { cpu_percent: 85 },
      alb_idle_timeout_seconds: 600,
      fargate_spot: false,
      health_check_grace_period_seconds: 120,
      health_check_path: "/ready",
      log_retention_days: 14,
      tags: { CostCenter: "agents" },
      task_max_count: 6,
    });

    const plan = await platform.apply();

    expect(new Set(plan.changes.map(({ action }) => action))).toEqual(new Set(["update"]));
    expect(plan.changes.length).toBeGreaterThanOrEqual(3);
    await expectNothingToChange();
  });

  it("has no web ACL without its setting", async () => {
    await platform.configure(WITHOUT_WEB_ACL);

    const plan = await platform.apply();

    expect(plan.changes.map(({ address, action }) => `${action} ${address.split(".")[0]}`).sort()).toEqual([
      "delete aws_cloudwatch_log_group",
      "delete aws_wafv2_web_acl",
      "delete aws_wafv2_web_acl_association",
      "delete aws_wafv2_web_acl_logging_configuration",
      // its policy names the log groups that there are
      "update aws_kms_key",
    ]);
    await expectNothingToChange();
  });

  it("applies a changed secret only with its version raised, and makes a new template for it", async () => {
    const { langsmith_api_key } = CHANGED;
    await platform.configure({ langsmith_api_key });
    await expectNothingToChange();
    expect(await secretValue("langsmith-api-key")).toBe(CANARIES.langsmith_api_key);

    await platform.configure({ langsmith_api_key_version: 2 });
    const plan = await platform.apply();

    expect(await secretValue("langsmith-api-key")).toBe(langsmith_api_key);
    expect(plan.changes.map(({ address }) => address.split(".")[0]).sort()).toEqual([
      "aws_ecs_task_definition",
      "aws_secretsmanager_secret_version",
      "aws_ssm_parameter",
    ]);
    await expectNoSecret(platform);
    await expectNothingToChange();
  });

  it("notices every setting that is edited without a new synthesis", async () => {
    const edits = {
      database_instance_class: "db.t3.large",
      jira_base_url: "https://other.atlassian.net",
      jira_email: "other@example.com",
      langsmith_project: "another-project",
      sns_alarm_email: "others@example.com",
    };
    expect(Object.keys(edits).sort()).toEqual([...liveNames].sort());
    for (const [name, value] of Object.entries(edits)) {
      platform.edit({ [name]: value });
      expect((await platform.terraform.plan({ out: "edited" })).changes, name).not.toEqual([]);
      platform.restore();
    }

    platform.edit({ container_port: 9000 });
    await expect(platform.terraform.plan({ out: "edited" })).rejects.toMatchObject({
      lines: expect.arrayContaining([expect.stringContaining("npx cdktf synth")]),
    });
    platform.restore();
  });

  it("has nothing to change after a deployment has swapped the target groups", async () => {
    expect(await answers(platform, 80)).toEqual({ blue: 100 });

    const deployment = await ship(platform, "staging", `${IMAGE}:2.0.0`);

    expect(deployment.status).toBe("Succeeded");
    expect(await answers(platform, 80)).toEqual({ green: 100 });
    await expectNothingToChange();
  });

  it("takes a certificate while green is live: requests go on, and the next deployment works", async () => {
    await platform.configure({ acm_certificate_arn: CERTIFICATE });

    const seen = await answersDuring(platform, 80, () => platform.apply());

    expect(seen).toEqual([{ green: 100 }, "HTTPS:443"]);

    expect(await answers(platform, 443)).toEqual({ green: 100 });
    expect(await answers(platform, 80)).toBe("HTTPS:443");
    await expectNothingToChange();
    const deployment = await ship(platform, "staging", `${IMAGE}:3.0.0`);
    expect(deployment.status).toBe("Succeeded");
    expect(await answers(platform, 443)).toEqual({ blue: 100 });
    await expectNothingToChange();
  });

  it("leaves behind only what is meant to stay when it is destroyed, and can be made again at once", async () => {
    await platform.terraform.destroy();
    expect(await stateResources(platform.terraform)).toEqual([]);
    expect(await platform.leftBehind()).toEqual(Object.keys(LEFT_BEHIND));

    await platform.apply();

    await expectNothingToChange();
  });

  it("has kept every secret out of plan, state and logs, through its whole life", () =>
    expectNoSecret(platform));

  it("has called only what the policies for plan, apply and destroy are held against", () => {
    expectKnownCalls("staging", recording);
  });
});
