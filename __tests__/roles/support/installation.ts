import { createHash } from "node:crypto";
import type { PlatformSettings } from "../../../src/settings/schema";
import type { Block, Synthesised } from "../../support/terraform-json";

/** An environment as it would be once applied to an account: what its expressions and ARNs then are. */
export class Installation {
  constructor(
    readonly stack: Synthesised,
    readonly settings: PlatformSettings,
    readonly account: string,
  ) {}

  get region(): string {
    return this.settings.aws_region;
  }

  /** ARN of something of this account and region that is no resource of the stack. */
  local(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** ARNs of the stack's resources of a type, or of the one that is called so: none where the settings do without it. */
  arns(type: string, name?: string): readonly string[] {
    return this.stack
      .resources(type)
      .filter((block) => name === undefined || block.name === name)
      .map((block) => this.arnOf(block));
  }

  /** @throws where this type's ARNs are not known here */
  arnOf(block: Block): string {
    const arn = ARNS[block.type];
    if (arn === undefined) throw new Error(`${block.address}: ARNs of this type are not known here`);
    return arn(this, block);
  }

  /**
   * Text with what Terraform would put in place of its expressions.
   *
   * @throws where it holds an expression whose value is not known here
   */
  resolve(text: string): string {
    return text.replace(/\$\{([^{}]+)\}/g, (_, expression: string) => this.#valueOf(expression));
  }

  /**
   * An identifier that AWS chooses, another one for each resource of each environment; in other regions and accounts the same, so that
   * these alone tell resources apart.
   */
  idOf(address: string, digits: number): string {
    const { project_name, environment } = this.settings;
    const seed = [project_name, environment, address].join();
    return createHash("sha256").update(seed).digest("hex").slice(0, digits);
  }

  #valueOf(expression: string): string {
    if (expression === "substr(terraform_data.suffix.id, 0, 8)") return this.idOf("suffix", 8);
    if (/^data\.aws_partition\.\w+\.partition$/.test(expression)) return "aws";
    if (/^data\.aws_caller_identity\.\w+\.account_id$/.test(expression)) return this.account;
    const [, attribute = ""] = /^aws_\w+\.[\w-]+\.(\w+)$/.exec(expression) ?? [];
    const block = this.stack.behind(`\${${expression}}`);
    if (attribute === "arn" || (attribute === "id" && ARN_AS_ID.has(block.type))) return this.arnOf(block);
    if (NAMES.has(`${block.type}.${attribute}`)) return this.resolve(block.text(attribute));
    throw new Error(`\${${expression}} has no value here`);
  }
}

const ARN_AS_ID: ReadonlySet<string> = new Set(["aws_ecs_service"]);

const NAMES: ReadonlySet<string> = new Set([
  "aws_cloudwatch_log_group.name",
  "aws_codedeploy_app.name",
  "aws_ecs_cluster.name",
  "aws_lb.name",
  "aws_s3_bucket.bucket",
]);

type ArnOf = (at: Installation, block: Block) => string;

const ARNS: Readonly<Record<string, ArnOf>> = {
  aws_cloudwatch_event_rule: (at, block) => at.local("events", `rule/${block.text("name")}`),
  aws_cloudwatch_log_group: (at, block) => at.local("logs", `log-group:${at.resolve(block.text("name"))}`),
  aws_cloudwatch_metric_alarm: (at, block) => at.local("cloudwatch", `alarm:${block.text("alarm_name")}`),
  aws_codedeploy_deployment_group: (at, block) => {
    const group = `${block.text("app_name")}/${block.text("deployment_group_name")}`;
    return at.local("codedeploy", `deploymentgroup:${at.resolve(group)}`);
  },
  aws_db_instance: (at, block) => at.local("rds", `db:${at.resolve(block.text("identifier"))}`),
  aws_ecs_cluster: (at, block) => at.local("ecs", `cluster/${block.text("name")}`),
  aws_ecs_service: (at, block) => {
    const cluster = at.stack.behind(block.values.cluster).text("name");
    return at.local("ecs", `service/${cluster}/${block.text("name")}`);
  },
  aws_flow_log: (at, block) => at.local("ec2", `vpc-flow-log/fl-${at.idOf(block.address, 17)}`),
  aws_iam_role: (at, block) => `arn:aws:iam::${at.account}:role/${block.text("name")}`,
  aws_kms_key: (at, block) => at.local("kms", `key/${at.idOf(block.address, 32)}`),
  aws_lambda_function: (at, block) => at.local("lambda", `function:${block.text("function_name")}`),
  aws_lb: (at, block) =>
    at.local("elasticloadbalancing", `loadbalancer/app/${block.text("name")}/${at.idOf(block.address, 16)}`),
  aws_lb_listener: (at, block) => {
    const balancer = at.arnOf(at.stack.behind(block.values.load_balancer_arn));
    return `${balancer.replace(":loadbalancer/", ":listener/")}/${at.idOf(block.address, 16)}`;
  },
  aws_s3_bucket: (at, block) => `arn:aws:s3:::${at.resolve(block.text("bucket"))}`,
  aws_secretsmanager_secret: (at, block) =>
    at.local("secretsmanager", `secret:${block.text("name_prefix")}${at.idOf(block.address, 26)}-AbCdEf`),
  aws_sns_topic: (at, block) => at.local("sns", block.text("name")),
};
