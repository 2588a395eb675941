import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { NAME_LIMITS, type NamedService, Naming } from "../src/naming";
import { REGIONS } from "../src/settings/data/regions";
import { settingsSchema } from "../src/settings/schema";
import { applied, completed } from "./support/names";
import { ENVIRONMENTS, EVERYTHING, platform, platformAnew } from "./support/synth";

/**
 * What each service takes, apart from the length that src/naming.ts holds.
 *
 * Sources: the `Name` member of each create call in the AWS API references; for buckets the naming rules of S3.
 */
const SHAPES: Readonly<Record<NamedService, RegExp>> = {
  loadBalancer: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/i,
  targetGroup: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/i,
  role: /^[\w+=,.@-]+$/,
  databaseInstance: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/,
  databaseGroup: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/,
  bucket: /^[a-z0-9](?!.*--)[a-z0-9-]+[a-z0-9]$/,
  cluster: /^[\w-]+$/,
  service: /^[\w-]+$/,
  taskFamily: /^[\w-]+$/,
  deployment: /^(?!CodeDeployDefault)[\w+=,.@-]+$/,
  alarm: /^[\w-]+$/,
  dashboard: /^[\w-]+$/,
  topic: /^[\w-]+$/,
  rule: /^[\w.-]+$/,
  webAcl: /^[\w-]+$/,
  keyAlias: /^(?!aws\/)[\w/-]+$/,
  securityGroup: /^[\w .:/()#,@+=&;{}!$*-]+$/,
  secret: /^[\w/+=.@-]+$/,
  parameter: /^[\w./-]+$/,
  logGroup: /^[\w.#/-]+$/,
  function: /^[\w-]+$/,
};

/** Where a stack's names stand, for those that are not made by `Naming.of` alone. */
const PHYSICAL: readonly (readonly [type: string, attribute: string, service: NamedService])[] = [
  ["aws_lb", "name", "loadBalancer"],
  ["aws_lb_target_group", "name", "targetGroup"],
  ["aws_iam_role", "name", "role"],
  ["aws_db_instance", "identifier", "databaseInstance"],
  ["aws_db_subnet_group", "name", "databaseGroup"],
  ["aws_db_parameter_group", "name", "databaseGroup"],
  ["aws_s3_bucket", "bucket", "bucket"],
  ["aws_ecs_cluster", "name", "cluster"],
  ["aws_ecs_service", "name", "service"],
  ["aws_ecs_task_definition", "family", "taskFamily"],
  ["aws_codedeploy_app", "name", "deployment"],
  ["aws_codedeploy_deployment_group", "deployment_group_name", "deployment"],
  ["aws_codedeploy_deployment_config", "deployment_config_name", "deployment"],
  ["aws_cloudwatch_metric_alarm", "alarm_name", "alarm"],
  ["aws_cloudwatch_dashboard", "dashboard_name", "dashboard"],
  ["aws_sns_topic", "name", "topic"],
  ["aws_cloudwatch_event_rule", "name", "rule"],
  ["aws_wafv2_web_acl", "name", "webAcl"],
  ["aws_kms_alias", "name", "keyAlias"],
  ["aws_security_group", "name", "securityGroup"],
  ["aws_secretsmanager_secret", "name_prefix", "secret"],
  ["aws_ssm_parameter", "name", "parameter"],
  ["aws_cloudwatch_log_group", "name", "logGroup"],
  ["aws_lambda_function", "function_name", "function"],
];

const LONGEST_REGION = [...REGIONS].sort((a, b) => b.length - a.length)[0] ?? "";
const PER_ACCOUNT: readonly NamedService[] = ["role", "dashboard", "bucket"];

/** The calls by which stacks make names: service, role, characters to leave. */
const calls = (() => {
  const of = vi.spyOn(Naming.prototype, "of");
  for (const environment of ENVIRONMENTS) platformAnew(environment, EVERYTHING);
  const seen = new Map(of.mock.calls.map((call) => [JSON.stringify(call), call]));
  of.mockRestore();
  return [...seen.values()];
})();

const project = fc
  .stringMatching(/^[a-z](-?[a-z0-9]){1,23}$/)
  .map((name) => name.slice(0, 24).replace(/-$/, "x"))
  .filter((name) => settingsSchema.shape.project_name.safeParse(name).success);
const environment = fc.constantFrom(...ENVIRONMENTS);
const region = fc.constantFrom(...REGIONS);
const naming = fc.record({ project, environment, region }).map((props) => new Naming(props));

describe("names that the platform uses", () => {
  it("are of every service that has a limit, but for the names that are paths", () => {
    const services = new Set(calls.map(([service]) => service));
    const paths: readonly NamedService[] = ["parameter", "logGroup"];
    expect([...services, ...paths].sort()).toEqual(Object.keys(NAME_LIMITS).sort());
  });

  it("fit their service in length and characters, for any project in any region", () => {
    fc.assert(
      fc.property(naming, (any) => {
        const unfit = calls.filter(([service, role, reserve = 0]) => {
          const name = any.of(service, role, reserve);
          return (
            name.length + reserve > NAME_LIMITS[service] || !SHAPES[service].test(name) || name.includes("--")
          );
        });
        expect(unfit).toEqual([]);
      }),
    );
  });

  it("keep their role, which says what they are for, however long the project's name is", () => {
    fc.assert(
      fc.property(naming, (any) => {
        const lost = calls.filter(
          ([service, role, reserve]) =>
            role !== undefined && !any.of(service, role, reserve).endsWith(`-${role}`),
        );
        expect(lost).toEqual([]);
      }),
    );
  });

  it("never collide between roles, environments and projects", () => {
    const names = (any: Naming, service: NamedService) =>
      calls.filter(([each]) => each === service).map((call) => any.of(...call));
    fc.assert(
      fc.property(naming, project, environment, (one, otherProject, otherEnvironment) => {
        fc.pre(`${one.project} ${one.environment}` !== `${otherProject} ${otherEnvironment}`);
        const other = new Naming({
          project: otherProject,
          environment: otherEnvironment,
          region: one.region,
        });
        const colliding = (Object.keys(NAME_LIMITS) as NamedService[]).filter((service) => {
          const all = [...names(one, service), ...names(other, service)];
          return new Set(all).size < all.length;
        });
        expect(colliding).toEqual([]);
      }),
    );
  });

  it("never collide between projects that differ only at their end", () => {
    fc.assert(
      fc.property(project, fc.constantFrom("a", "b", "c"), (start, end) => {
        const [one, other] = [`${start.slice(0, 22)}0${end}`, `${start.slice(0, 22)}1${end}`].map(
          (name) => new Naming({ project: name, environment: "production", region: LONGEST_REGION }),
        );
        expect(calls.filter((call) => one?.of(...call) === other?.of(...call))).toEqual([]);
      }),
    );
  });

  it("carry the region where AWS keeps them by account, so that two regions never collide", () => {
    fc.assert(
      fc.property(naming, region, (one, elsewhere) => {
        fc.pre(one.region !== elsewhere);
        const other = new Naming({ project: one.project, environment: one.environment, region: elsewhere });
        const same = calls.filter((call) => one.of(...call) === other.of(...call));
        expect(same).toEqual(calls.filter(([service]) => !PER_ACCOUNT.includes(service)));
      }),
    );
  });

  it("are readable where nothing has to be shortened", () => {
    const any = new Naming({ project: "langgraph", environment: "production", region: "us-east-1" });
    expect(any.of("loadBalancer", "alb")).toBe("langgraph-production-alb");
    expect(any.of("role", "ecs-task")).toBe("langgraph-production-us-east-1-ecs-task");
    expect(any.cluster).toBe("langgraph-production-cluster");
    expect(any.releaseFamily).toBe("langgraph-production");
    expect(any.templateFamily).toBe("langgraph-production-template");
    expect(any.taskLogGroup()).toBe("/ecs/langgraph-production");
    expect(any.releaseParameter).toBe("/langgraph/production/release");
  });
});

describe.each(["ab", "a-project-of-24-letters0"])("a stack of project %s", (project_name) => {
  it.each(ENVIRONMENTS)("has only names in %s that AWS takes once the suffix is known", (each) => {
    const stack = platform(each, { ...EVERYTHING, project_name, aws_region: LONGEST_REGION });
    for (const [type, attribute, service] of PHYSICAL) {
      const names = stack
        .resources(type)
        .map((block) => block.text(attribute))
        .map((name) => (attribute === "name_prefix" ? completed(name) : applied(name)));
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) {
        expect(name.length).toBeLessThanOrEqual(NAME_LIMITS[service]);
        // the role of a log group or an alias may stand before the name
        expect(name.replace(/^alias\//, "")).toMatch(SHAPES[service]);
        expect(name).not.toContain("${");
      }
    }
  });
});
