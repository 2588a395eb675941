import type { Configuration, GoldenCase } from "../support/case";
import { database, ref } from "./content";

/** A module in the bench's folder, with one log group and one bucket. */
export const MODULES: Readonly<Record<string, Configuration>> = {
  "modules/store/main.tf.json": {
    variable: { name: { type: "string" } },
    resource: {
      aws_cloudwatch_log_group: { app: { name: "/store/${var.name}", retention_in_days: 7 } },
      aws_s3_bucket: { data: { bucket: "store-${var.name}" } },
    },
    output: { bucket: { value: ref("aws_s3_bucket.data.id") } },
  },
};

const topic = (name: string) => ({ name: `destroy-${name}` });

/** Some of it goes, for each of Terraform's reasons. */
export const destroySome: GoldenCase = {
  name: "destroy-some",
  applied: [
    {
      resource: {
        aws_db_instance: { gone: database({ identifier: "destroy", manage_master_user_password: true }) },
        aws_kms_key: { gone: { description: "Goes", deletion_window_in_days: 7 } },
        aws_sns_topic: {
          counted: { count: 3, ...topic("${count.index}") },
          keyed: { for_each: { mail: 1, pager: 2 }, ...topic("${each.key}") },
          single: topic("single"),
          stays: topic("stays"),
        },
      },
      module: { store: { source: "./modules/store", name: "destroyed" } },
    },
  ],
  planned: {
    resource: {
      aws_sns_topic: {
        counted: { count: 1, ...topic("${count.index}") },
        keyed: { for_each: { mail: 1 }, ...topic("${each.key}") },
        single: { for_each: { one: 1 }, ...topic("single-${each.key}") },
        stays: topic("stays"),
      },
    },
  },
};

const everything: Configuration = {
  resource: {
    aws_vpc: { main: { cidr_block: "10.2.0.0/16" } },
    aws_subnet: {
      private: { vpc_id: ref("aws_vpc.main.id"), cidr_block: "10.2.1.0/24", availability_zone: "us-east-1a" },
    },
    aws_cloudwatch_log_group: { app: { name: "/destroy-all/app", retention_in_days: 7 } },
    aws_s3_bucket: { artifacts: { bucket: "destroy-all-artifacts" } },
    aws_secretsmanager_secret: { key: { name: "destroy-all/key", recovery_window_in_days: 7 } },
  },
  output: { vpc_id: { value: ref("aws_vpc.main.id") } },
};

/** `terraform plan -destroy`. */
export const destroyAll: GoldenCase = {
  name: "destroy-all",
  applied: [everything],
  planned: everything,
  planArguments: ["-destroy"],
};

const kept: Configuration = {
  resource: {
    aws_s3_bucket: { handed_over: { bucket: "forget-handed-over" } },
    aws_sns_topic: { stays: { name: "forget-stays" } },
  },
};

/** Handed over to somebody else: Terraform forgets it, and leaves it as it is. */
export const forget: GoldenCase = {
  name: "forget",
  applied: [kept],
  planned: {
    resource: { aws_sns_topic: { stays: { name: "forget-stays" } } },
    removed: [{ from: "aws_s3_bucket.handed_over", lifecycle: [{ destroy: false }] }],
  },
};
