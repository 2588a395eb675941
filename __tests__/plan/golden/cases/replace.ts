import { CANARIES } from "../support/canaries";
import type { Configuration, GoldenCase } from "../support/case";
import { containers, database, ref, sensitiveVariable, task } from "./content";

function inPlace(names: string, changes: { readonly key: string; readonly image: string }): Configuration {
  return {
    variable: { key: sensitiveVariable(changes.key) },
    resource: {
      aws_db_instance: {
        main: database({ identifier: "replace", db_name: names, manage_master_user_password: true }),
      },
      aws_s3_bucket: { artifacts: { bucket: `replace-artifacts-${names}` } },
      aws_secretsmanager_secret: { key: { name: "replace/key" } },
      aws_secretsmanager_secret_version: {
        key: { secret_id: ref("aws_secretsmanager_secret.key.id"), secret_string: ref("var.key") },
      },
      aws_ecs_task_definition: {
        app: task("replace", containers({ image: changes.image, environment: { LOG_LEVEL: "info" } })),
      },
      aws_ssm_parameter: {
        bucket: { name: "/replace/bucket", type: "String", value: ref("aws_s3_bucket.artifacts.arn") },
      },
      aws_sns_topic: {
        tainted: { name: "replace-tainted" },
        requested: { name: "replace-requested" },
        triggered: {
          name: "replace-triggered",
          lifecycle: [{ replace_triggered_by: ["aws_s3_bucket.artifacts"] }],
        },
      },
    },
    output: { bucket: { value: ref("aws_s3_bucket.artifacts.arn") } },
  };
}

/** Removed before they are made anew, for each of Terraform's reasons; with data in some of them, and a secret's rotation. */
export const deleteCreate: GoldenCase = {
  name: "replace-delete-create",
  applied: [inPlace("old", { key: CANARIES.variable, image: "agents:1.0.0" })],
  tainted: ["aws_sns_topic.tainted"],
  planned: inPlace("new", { key: `${CANARIES.variable}, the next one`, image: "agents:2.0.0" }),
  planArguments: ["-replace=aws_sns_topic.requested"],
};

const first = { lifecycle: [{ create_before_destroy: true }] };

function beforehand(
  port: number,
  description: string,
  environment: Readonly<Record<string, string>>,
): Configuration {
  return {
    resource: {
      aws_vpc: { main: { cidr_block: "10.1.0.0/16" } },
      aws_security_group: {
        app: { name_prefix: "app-", description, vpc_id: ref("aws_vpc.main.id"), ...first },
      },
      aws_lb_target_group: {
        blue: {
          name_prefix: "blue-",
          port,
          protocol: "HTTP",
          target_type: "ip",
          vpc_id: ref("aws_vpc.main.id"),
          ...first,
        },
      },
      aws_ecs_task_definition: {
        app: {
          ...task("beforehand", containers({ image: "agents:1.0.0", environment }, { image: "proxy:3" })),
          ...first,
        },
      },
    },
  };
}

/** Made anew before the old ones are removed. */
export const createDelete: GoldenCase = {
  name: "replace-create-delete",
  applied: [beforehand(8000, "The application", { LOG_LEVEL: "info", SEARCH_API_KEY: CANARIES.container })],
  planned: beforehand(9000, "The application's tasks", {
    LOG_LEVEL: "debug",
    SEARCH_API_KEY: `${CANARIES.container}, the next one`,
  }),
};
