import { CANARIES } from "../support/canaries";
import type { GoldenCase } from "../support/case";
import {
  assumedBy,
  containers,
  dashboard,
  database,
  policy,
  readsBucket,
  ref,
  sensitiveVariable,
  task,
  writesLogs,
} from "./content";

const unmarked = (encoding = "trimspace") => ref(`${encoding}(nonsensitive(var.search_api_key))`);

/** Everything new, of many kinds; a data source that can be read during the apply only. */
export const create: GoldenCase = {
  name: "create",
  planned: {
    variable: {
      search_api_key: sensitiveVariable(CANARIES.variable),
      database_password: sensitiveVariable(CANARIES.password),
    },
    data: {
      aws_iam_role: { again: { name: ref("aws_iam_role.task.name"), depends_on: ["aws_iam_role.task"] } },
    },
    resource: {
      aws_vpc: { main: { cidr_block: "10.0.0.0/16", tags: { Name: "create", Team: "agents" } } },
      aws_subnet: {
        private: {
          count: 2,
          vpc_id: ref("aws_vpc.main.id"),
          cidr_block: ref('cidrsubnet("10.0.0.0/16", 8, count.index)'),
        },
      },
      aws_security_group: {
        database: { name: "create-database", description: "PostgreSQL", vpc_id: ref("aws_vpc.main.id") },
      },
      aws_vpc_security_group_ingress_rule: {
        from_tasks: {
          security_group_id: ref("aws_security_group.database.id"),
          cidr_ipv4: "10.0.0.0/16",
          ip_protocol: "tcp",
          from_port: 5432,
          to_port: 5432,
        },
      },
      aws_db_instance: {
        main: database({ identifier: "create", password: ref("var.database_password") }),
      },
      aws_iam_role: { task: { name: "create-task", assume_role_policy: assumedBy("ecs-tasks") } },
      aws_iam_role_policy: {
        task: {
          name: "task",
          role: ref("aws_iam_role.task.id"),
          policy: policy(readsBucket, writesLogs),
        },
      },
      aws_ecs_task_definition: {
        app: task(
          "create",
          containers({ image: "agents:1.0.0", environment: { SEARCH_API_KEY: CANARIES.container } }),
        ),
      },
      aws_secretsmanager_secret: { search: { name: "create/search-api-key" } },
      aws_secretsmanager_secret_version: {
        search: {
          secret_id: ref("aws_secretsmanager_secret.search.id"),
          secret_string: ref("var.search_api_key"),
        },
      },
      // the mark taken off by `nonsensitive`, and the value written in other forms
      aws_sns_topic: {
        leaks: {
          name: "create-leaks",
          display_name: unmarked(),
          tags: {
            Base64: unmarked("base64encode"),
            Json: unmarked("jsonencode"),
            Percent: unmarked("urlencode"),
          },
        },
      },
      aws_cloudwatch_log_group: {
        each: {
          for_each: { app: 7, worker: 30 },
          name: "/create/${each.key}",
          retention_in_days: ref("each.value"),
        },
      },
      aws_cloudwatch_dashboard: {
        main: { dashboard_name: "create", dashboard_body: dashboard("CPU", "Memory") },
      },
    },
    output: {
      vpc_id: { value: ref("aws_vpc.main.id") },
      region: { value: "us-east-1" },
      again: { value: ref("data.aws_iam_role.again.arn") },
      search_api_key: { value: ref("var.search_api_key"), sensitive: true },
    },
  },
};
