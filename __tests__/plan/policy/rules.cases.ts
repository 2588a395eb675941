import { type Attributes, Draft, policy } from "./support";

const staging = () => new Draft("staging");
const production = () => new Draft();

/** A container of the production's task definition, changed. */
function container(changes: Attributes): Draft {
  const app = {
    name: "app",
    image: "repository/app:1.4.2",
    readonlyRootFilesystem: true,
    environment: [],
    ...changes,
  };
  return production().set("aws_ecs_task_definition", { container_definitions: JSON.stringify([app]) });
}

/** An alarm that sees errors of one target group alone, as a plan on a running platform has it. */
function blind(alarm: string, colour: string): Draft {
  const metric = (name: string, TargetGroup: string) => ({
    metric: [{ metric_name: name, namespace: "AWS/ApplicationELB", period: 60, dimensions: { TargetGroup } }],
  });
  return production().set(
    "aws_cloudwatch_metric_alarm",
    {
      metric_query: [metric("HTTPCode_Target_5XX_Count", `targetgroup/langgraph-production-${colour}/0a1b`)],
    },
    alarm,
  );
}

const tagged = { tags_all: { Project: "langgraph", Environment: "production" } };

/** Each breaks one rule in one place: what, how, and what is said of it (`rule address: problem`). */
export const BROKEN: readonly (readonly [what: string, draft: () => Draft, said: RegExp])[] = [
  [
    "a public database",
    () => production().set("aws_db_instance", { publicly_accessible: true }),
    /^no-public-database aws_db_instance\.\S+: .*publicly accessible/,
  ],
  [
    "a public database in staging",
    () => staging().set("aws_db_instance", { publicly_accessible: true }),
    /^no-public-database /,
  ],
  [
    "a public cluster instance",
    () => production().add("aws_rds_cluster_instance", { publicly_accessible: true }),
    /^no-public-database aws_rds_cluster_instance\.extra/,
  ],
  [
    "no backups",
    () => staging().set("aws_db_instance", { backup_retention_period: 0 }),
    /^database-backups .*0 days; at least 1/,
  ],
  [
    "backups of a few days in production",
    () => production().set("aws_db_instance", { backup_retention_period: 3 }),
    /^database-backups .*3 days; at least 7/,
  ],
  [
    "connections in clear",
    () =>
      production().set("aws_db_parameter_group", {
        parameter: [{ name: "rds.force_ssl", value: "0", apply_method: "immediate" }],
      }),
    /^database-tls aws_db_parameter_group\./,
  ],

  [
    "a database port open to the world",
    () => production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "0.0.0.0/0" }, "rds_from-ecs"),
    /^no-open-ports .*Port 5432 \(tcp\) is open to 0\.0\.0\.0\/0/,
  ],
  [
    "a port open to IPv6",
    () => production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv6: "::/0" }, "rds_from-ecs"),
    /^no-open-ports .*::\/0/,
  ],
  [
    "half of the world",
    () =>
      production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "128.0.0.0/1" }, "rds_from-ecs"),
    /^no-open-ports .*128\.0\.0\.0\/1/,
  ],
  [
    "the test listener's port open to the world",
    () => production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "0.0.0.0/0" }, "test-nat-0"),
    /^no-open-ports .*Port 8443/,
  ],
  [
    "all ports of the load balancer",
    () =>
      production().set(
        "aws_vpc_security_group_ingress_rule",
        { ip_protocol: "-1", from_port: null, to_port: null },
        "port-443",
      ),
    /^no-open-ports .*All ports/,
  ],
  [
    "a range that begins at 443",
    () => production().set("aws_vpc_security_group_ingress_rule", { to_port: 444 }, "port-443"),
    /^no-open-ports .*Ports 443 to 444/,
  ],
  [
    "443 over UDP",
    () => production().set("aws_vpc_security_group_ingress_rule", { ip_protocol: "udp" }, "port-443"),
    /^no-open-ports .*443 \(udp\)/,
  ],
  [
    "443 of something that is no load balancer",
    () =>
      production().set(
        "aws_vpc_security_group_ingress_rule",
        { cidr_ipv4: "0.0.0.0/0", from_port: 443, to_port: 443 },
        "rds_from-ecs",
      ),
    /^no-open-ports .*not on a load balancer/,
  ],
  [
    "443 of an internal load balancer",
    () => production().set("aws_lb", { internal: true }),
    /^no-open-ports .*not on a load balancer/,
  ],
  [
    "a rule within a security group",
    () =>
      production().set(
        "aws_security_group",
        {
          ingress: [
            {
              cidr_blocks: ["10.0.0.0/16", "0.0.0.0/0"],
              ipv6_cidr_blocks: [],
              from_port: 22,
              to_port: 22,
              protocol: "tcp",
            },
          ],
        },
        "ecs_",
      ),
    /^no-open-ports aws_security_group\..*Port 22/,
  ],
  [
    "a rule of the old kind",
    () =>
      production().add("aws_security_group_rule", {
        type: "ingress",
        cidr_blocks: ["0.0.0.0/0"],
        from_port: 22,
        to_port: 22,
        protocol: "tcp",
      }),
    /^no-open-ports aws_security_group_rule\.extra: Port 22/,
  ],
  [
    "tasks with a public address",
    () => production().set("aws_ecs_service", { network_configuration: [{ assign_public_ip: true }] }),
    /^no-public-tasks aws_ecs_service\./,
  ],
  [
    "a scheduled task with one",
    () =>
      production().set("aws_cloudwatch_event_target", {
        ecs_target: [{ network_configuration: [{ assign_public_ip: true }] }],
      }),
    /^no-public-tasks aws_cloudwatch_event_target\./,
  ],

  [
    "a switch of a bucket's block that is off",
    () =>
      production().set("aws_s3_bucket_public_access_block", { restrict_public_buckets: false }, "artifacts"),
    /^no-public-bucket .*restrict_public_buckets/,
  ],
  [
    "a bucket without a block",
    () => production().remove("aws_s3_bucket_public_access_block", "artifacts"),
    /^no-public-bucket aws_s3_bucket\.artifacts\S+: Nothing blocks/,
  ],
  [
    "a public ACL",
    () => production().add("aws_s3_bucket_acl", { acl: "public-read" }),
    /^no-public-bucket aws_s3_bucket_acl\.extra: Its ACL is public-read/,
  ],

  [
    "everybody in a bucket policy",
    () =>
      production().set(
        "aws_s3_bucket_policy",
        { policy: policy({ Sid: "Open", Principal: "*", Action: "s3:GetObject", Resource: "*" }) },
        "artifacts",
      ),
    /^no-wildcard-principal .*The statement Open allows every principal/,
  ],
  [
    "every AWS account in a topic's policy",
    () =>
      production().set(
        "aws_sns_topic_policy",
        { policy: policy({ Principal: { AWS: ["*"] }, Action: "sns:Publish", Resource: "*" }) },
        "alarms",
      ),
    /^no-wildcard-principal aws_sns_topic_policy/,
  ],
  [
    "everybody but one",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        }),
      }),
    /^no-wildcard-principal aws_kms_key.*NotPrincipal/,
  ],
  [
    "a condition that is met without a value",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } },
        }),
      }),
    /^no-wildcard-principal aws_kms_key/,
  ],
  [
    "a condition that everybody meets",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
        }),
      }),
    /^no-wildcard-principal aws_kms_key/,
  ],
  [
    "a condition on what is done, not on who does it",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        }),
      }),
    /^no-wildcard-principal aws_kms_key/,
  ],
  [
    "a role that everybody may take",
    () =>
      production().set(
        "aws_iam_role",
        { assume_role_policy: policy({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }) },
        "codedeploy",
      ),
    /^no-wildcard-principal aws_iam_role/,
  ],
  [
    "a function that everybody may invoke",
    () => production().add("aws_lambda_permission", { principal: "*" }),
    /^no-wildcard-principal aws_lambda_permission/,
  ],
  [
    "every repository on GitHub",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: {
              Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
          }),
        },
        "codedeploy",
      ),
    /^no-unbound-trust .*without a condition on the subject/,
  ],
  [
    "another account",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: { AWS: "arn:aws:iam::999988887777:root" },
            Action: "sts:AssumeRole",
          }),
        },
        "codedeploy",
      ),
    /^no-unbound-trust .*all of account 999988887777/,
  ],
  [
    "a role that may do everything",
    () =>
      production().set("aws_iam_role_policy", { policy: policy({ Action: "*", Resource: "*" }) }, "iam_task"),
    /^no-wildcard-permissions aws_iam_role_policy.*every action/,
  ],
  [
    "a role that may do everything with a bucket",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: ["s3:*"], Resource: ["*"] }) },
        "iam_task",
      ),
    /^no-wildcard-permissions .*s3:\* on everything/,
  ],
  [
    "a role that may do all but",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ NotAction: "iam:*", Resource: "*" }) },
        "iam_task",
      ),
    /^no-wildcard-permissions .*NotAction/,
  ],
  [
    "a role that may pass every role",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: "iam:PassRole", Resource: "*" }) },
        "iam_task",
      ),
    /^no-wildcard-permissions .*PassRole/,
  ],
  [
    "an administrator",
    () =>
      production().add("aws_iam_role_policy_attachment", {
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    /^no-wildcard-permissions .*attaches AdministratorAccess/,
  ],
  [
    "an inline policy of everything",
    () =>
      production().set(
        "aws_iam_role",
        { inline_policy: [{ name: "x", policy: policy({ Action: "*", Resource: "*" }) }] },
        "codedeploy",
      ),
    /^no-wildcard-permissions aws_iam_role\./,
  ],

  [
    "a key in a container's environment",
    () => container({ environment: [{ name: "OPENAI_API_KEY", value: "anything" }] }),
    /^no-plaintext-secret .*container app gets in clear the variable OPENAI_API_KEY/,
  ],
  [
    "a token in a container's command",
    () => container({ command: ["--key", `lsv2_pt_${"0123456789abcdef".repeat(2)}_0123456789`] }),
    /^no-plaintext-secret .*a LangSmith key/,
  ],
  [
    "a token in user data",
    () =>
      production().add("aws_instance", {
        ...tagged,
        user_data_base64: Buffer.from(`export GH=ghp_${"a".repeat(36)}`).toString("base64"),
      }),
    /^no-plaintext-secret aws_instance.*a GitHub token/,
  ],
  [
    "an access key in a tag",
    () => production().set("aws_sns_topic", { tags: { note: "AKIAABCDEFGHIJKLMNOP" } }, "alarms"),
    /^no-plaintext-secret aws_sns_topic.*an AWS access key/,
  ],
  [
    "a secret's name as a tag",
    () => production().set("aws_sns_topic", { tags: { password: "anything" } }, "alarms"),
    /^no-plaintext-secret .*The tag password/,
  ],
  [
    "a parameter of a secret's name",
    () =>
      production().add("aws_ssm_parameter", {
        ...tagged,
        type: "String",
        name: "/langgraph/api_key",
        value: "x",
      }),
    /^no-plaintext-secret .*\/langgraph\/api_key is not of type SecureString/,
  ],
  [
    "a token in a parameter",
    () =>
      production().add("aws_ssm_parameter", {
        ...tagged,
        type: "String",
        name: "/langgraph/other",
        value: `sk-proj-${"a".repeat(40)}`,
      }),
    /^no-plaintext-secret .*an OpenAI key/,
  ],
  [
    "a function's variable",
    () =>
      production().add("aws_lambda_function", {
        ...tagged,
        environment: [{ variables: { DB_PASSWORD: "x" } }],
      }),
    /^no-plaintext-secret .*DB_PASSWORD/,
  ],
  [
    "a password in a URL",
    () => container({ environment: [{ name: "DATABASE_URI", value: "postgresql://user:hunter22@host/db" }] }),
    /^no-plaintext-secret .*a password in a URL/,
  ],
  [
    "a secret in the state",
    () =>
      production().set(
        "aws_secretsmanager_secret_version",
        { secret_string: "x", secret_string_wo: null },
        "openai",
      ),
    /^no-secret-in-state .*`secret_string`/,
  ],
  [
    "the database's password in the state",
    () => production().set("aws_db_instance", { password: "x", password_wo: null }),
    /^no-secret-in-state .*`password`/,
  ],

  [
    "a disk that is not encrypted",
    () => staging().set("aws_db_instance", { storage_encrypted: false }),
    /^encrypted-at-rest aws_db_instance/,
  ],
  [
    "a topic without a key in production",
    () => production().set("aws_sns_topic", { kms_master_key_id: null }, "alarms"),
    /^encrypted-at-rest aws_sns_topic/,
  ],
  [
    "a key that is not rotated",
    () => production().set("aws_kms_key", { enable_key_rotation: false }),
    /^key-rotation aws_kms_key/,
  ],
  [
    "an old TLS policy",
    () => production().set("aws_lb_listener", { ssl_policy: "ELBSecurityPolicy-2016-08" }, "alb_https"),
    /^tls-policy .*ELBSecurityPolicy-2016-08 takes/,
  ],
  [
    "no TLS policy",
    () => production().set("aws_lb_listener", { ssl_policy: null }, "alb_https"),
    /^tls-policy .*names no/,
  ],
  [
    "HTTP beside HTTPS",
    () => production().remove("aws_lb_listener_rule"),
    /^http-redirects aws_lb_listener\.alb_http_/,
  ],
  [
    "a redirect of a few paths",
    () =>
      production().set("aws_lb_listener_rule", { condition: [{ path_pattern: [{ values: ["/login"] }] }] }),
    /^http-redirects /,
  ],

  ["a privileged container", () => container({ privileged: true }), /^containers-unprivileged .*privileged/],
  [
    "a container with a capability",
    () => container({ linuxParameters: { capabilities: { add: ["SYS_PTRACE"] } } }),
    /^containers-unprivileged .*SYS_PTRACE/,
  ],
  [
    "a container that writes its own files",
    () => container({ readonlyRootFilesystem: false }),
    /^containers-unprivileged .*root file system/,
  ],
  [
    "the tag latest",
    () => container({ image: "repository:5000/app:latest" }),
    /^image-pinned .*the tag latest/,
  ],
  [
    "an image without a tag",
    () => container({ image: "repository:5000/app" }),
    /^image-pinned .*without a tag/,
  ],

  [
    "a rollback alarm that is not listed",
    () =>
      production().set("aws_codedeploy_deployment_group", {
        alarm_configuration: [
          { enabled: true, alarms: ["langgraph-production-rollback-cpu"], ignore_poll_alarm_failure: false },
        ],
      }),
    /^both-colours-watched aws_codedeploy_deployment_group\S+: None of its alarms/,
  ],
  [
    "a rollback alarm on blue alone",
    () => blind("rollback-5xx", "blue"),
    /^both-colours-watched aws_cloudwatch_metric_alarm\.codedeploy_rollback-5xx\S+: It rolls back by one/,
  ],
  [
    "an alarm on green alone",
    () => blind("alb-5xx", "green"),
    /^both-colours-watched aws_cloudwatch_metric_alarm\.monitoring_alb-5xx\S+: It watches one target group/,
  ],
  [
    "no rollback on alarms",
    () =>
      production().set("aws_codedeploy_deployment_group", {
        auto_rollback_configuration: [{ enabled: true, events: ["DEPLOYMENT_FAILURE"] }],
      }),
    /^rolls-back .*DEPLOYMENT_STOP_ON_ALARM/,
  ],
  [
    "no rollback",
    () => production().set("aws_codedeploy_deployment_group", { auto_rollback_configuration: [] }),
    /^rolls-back .*does not roll back by itself/,
  ],
  [
    "alarms that are off",
    () =>
      staging().set("aws_codedeploy_deployment_group", {
        alarm_configuration: [{ enabled: false, alarms: ["langgraph-staging-rollback-5xx"] }],
      }),
    /^rolls-back .*watches no alarm/,
  ],
  [
    "a short wait",
    () => {
      const draft = production();
      const [config] = JSON.parse(
        JSON.stringify(
          draft.resource("aws_codedeploy_deployment_group").change.after.blue_green_deployment_config,
        ),
      );
      config.terminate_blue_instances_on_deployment_success[0].termination_wait_time_in_minutes = 4;
      return draft.set("aws_codedeploy_deployment_group", { blue_green_deployment_config: [config] });
    },
    /^wait-outlasts-alarms .*end after 4 minutes; aws_cloudwatch_metric_alarm\S+ may fire after/,
  ],

  [
    "logs for ever",
    () => production().set("aws_cloudwatch_log_group", { retention_in_days: 0 }, "ecs_exec"),
    /^log-retention aws_cloudwatch_log_group\.ecs_exec/,
  ],
  [
    "a database that may be deleted",
    () => production().set("aws_db_instance", { deletion_protection: false }),
    /^deletion-protection .*`deletion_protection` is false/,
  ],
  [
    "no final snapshot",
    () => production().set("aws_db_instance", { skip_final_snapshot: true }),
    /^deletion-protection .*`skip_final_snapshot` is true/,
  ],
  [
    "a load balancer that may be deleted",
    () => production().set("aws_lb", { enable_deletion_protection: false }),
    /^deletion-protection aws_lb\./,
  ],
  [
    "a database that is replaced",
    () => {
      const draft = production();
      const { change } = draft.resource("aws_db_instance");
      change.actions = ["delete", "create"];
      change.before = change.after;
      return draft;
    },
    /^stateful-kept aws_db_instance\S+: The database is replaced/,
  ],
  [
    "a key that is destroyed",
    () =>
      production()
        .add("aws_kms_key", { ...tagged, enable_key_rotation: true })
        .destroyLast(),
    /^stateful-kept aws_kms_key\.extra: The key is destroyed/,
  ],

  [
    "a long target group's name",
    () => production().add("aws_lb_target_group", { ...tagged, name: "a".repeat(33) }),
    /^names-within-limits .*33 characters or more; AWS takes 32/,
  ],
  [
    "a long role's name",
    () => production().set("aws_iam_role", { name: "a".repeat(65) }, "codedeploy"),
    /^names-within-limits .*65/,
  ],
  [
    "a name that is long before its end is known",
    () => {
      const draft = production().unknown("aws_lb", "name");
      draft.configured(draft.resource("aws_lb").address).name = {
        constant_value: `${"a".repeat(33)}-\${terraform_data.suffix.id}`,
        references: ["terraform_data.suffix.id"],
      };
      return draft;
    },
    /^names-within-limits .*34 characters or more/,
  ],
  [
    "no tags",
    () => production().set("aws_sns_topic", { tags_all: null }, "alarms"),
    /^tagged aws_sns_topic\S+: It has no tag Project and Environment/,
  ],
  [
    "a tag that is missing",
    () => production().set("aws_sns_topic", { tags_all: { Project: "x" } }, "alarms"),
    /^tagged .*no tag Environment/,
  ],
];

/** Each keeps the rules, however it looks. */
export const KEPT: readonly (readonly [what: string, draft: () => Draft])[] = [
  [
    "the account's root in a key's policy",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        }),
      }),
  ],
  [
    "everybody of an organisation",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } },
        }),
      }),
  ],
  [
    "everybody denied",
    () =>
      production().set("aws_kms_key", {
        policy: policy({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }),
      }),
  ],
  [
    "another account with an external id",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: { AWS: "arn:aws:iam::999988887777:root" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": "x-1234" } },
          }),
        },
        "codedeploy",
      ),
  ],
  [
    "one repository on GitHub",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: {
              Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/platform:*" } },
          }),
        },
        "codedeploy",
      ),
  ],
  [
    "passing roles to one service",
    () =>
      production().set(
        "aws_iam_role_policy",
        {
          policy: policy({
            Action: "iam:PassRole",
            Resource: "*",
            Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
          }),
        },
        "iam_task",
      ),
  ],
  [
    "describing everything",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: "ecs:Describe*", Resource: "*" }) },
        "iam_task",
      ),
  ],
  [
    "everything of a service with one thing",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: "s3:*", Resource: "arn:aws:s3:::bucket/*" }) },
        "iam_task",
      ),
  ],
  [
    "a database in staging that may be deleted",
    () => staging().set("aws_db_instance", { deletion_protection: false, skip_final_snapshot: true }),
  ],
  [
    "a replica without backups",
    () =>
      production().add("aws_db_instance", {
        ...tagged,
        publicly_accessible: false,
        storage_encrypted: true,
        backup_retention_period: 0,
        replicate_source_db: "main",
      }),
  ],
  ["an image by digest", () => container({ image: `repository/app@sha256:${"a".repeat(64)}` })],
  [
    "a variable that names a secret",
    () =>
      container({
        environment: [
          { name: "API_KEY_SECRET", value: "arn:aws:secretsmanager:us-east-1:123456789012:secret:x" },
          { name: "MAX_TOKENS", value: "4096" },
        ],
      }),
  ],
  [
    "a secret's version that is rotated",
    () => {
      const draft = production();
      draft.resource("aws_secretsmanager_secret_version", "openai").change.actions = ["create", "delete"];
      return draft;
    },
  ],
  [
    "an asymmetric key that is not rotated",
    () =>
      production().add("aws_kms_key", {
        ...tagged,
        customer_master_key_spec: "RSA_2048",
        enable_key_rotation: false,
      }),
  ],
  [
    "an internal network of a whole zone",
    () =>
      production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "10.0.0.0/8" }, "rds_from-ecs"),
  ],
  ["the network that is not known, of one address", () => production()],
];

/** Each leaves open what a rule asks for. */
export const OPEN: readonly (readonly [what: string, draft: () => Draft, said: RegExp])[] = [
  [
    "whether a database is public",
    () => production().unknown("aws_db_instance", "publicly_accessible"),
    /^no-public-database .*publicly_accessible/,
  ],
  [
    "how long backups are kept",
    () => production().unknown("aws_db_instance", "backup_retention_period"),
    /^database-backups /,
  ],
  [
    "whether a disk is encrypted",
    () => production().unknown("aws_db_instance", "storage_encrypted"),
    /^encrypted-at-rest /,
  ],
  [
    "whom a key's policy lets in",
    () => production().unknown("aws_kms_key", "policy"),
    /^no-wildcard-principal .*policy/,
  ],
  [
    "what a role may do",
    () => production().unknown("aws_iam_role_policy", "policy", "iam_task"),
    /^no-wildcard-permissions .*policy/,
  ],
  [
    "what containers are like",
    () => production().unknown("aws_ecs_task_definition", "container_definitions"),
    /^containers-unprivileged .*container_definitions/,
  ],
  [
    "the network that a rule lets in",
    () => production().unknown("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "rds_from-ecs"),
    /^no-open-ports .*networks/,
  ],
  [
    "the port",
    () =>
      production()
        .set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "0.0.0.0/0" }, "rds_from-ecs")
        .unknown("aws_vpc_security_group_ingress_rule", "from_port", "rds_from-ecs"),
    /^no-open-ports .*ports/,
  ],
  [
    "the TLS policy",
    () => production().unknown("aws_lb_listener", "ssl_policy", "alb_https"),
    /^tls-policy .*ssl_policy/,
  ],
  [
    "when logs end",
    () => production().unknown("aws_cloudwatch_log_group", "retention_in_days", "ecs_exec"),
    /^log-retention /,
  ],
  [
    "whether it may be deleted",
    () => production().unknown("aws_db_instance", "deletion_protection"),
    /^deletion-protection /,
  ],
  ["the tags", () => production().unknown("aws_sns_topic", "tags_all", "alarms"), /^tagged /],
  [
    "an alarm that is elsewhere",
    () =>
      production().set("aws_codedeploy_deployment_group", {
        alarm_configuration: [{ enabled: true, alarms: ["of-another-stack"] }],
      }),
    /^both-colours-watched .*of-another-stack/,
  ],
  [
    "how long an alarm takes",
    () => production().unknown("aws_cloudwatch_metric_alarm", "evaluation_periods", "rollback-5xx"),
    /^wait-outlasts-alarms aws_cloudwatch_metric_alarm/,
  ],
  [
    "whether anything of a plan without a configuration is encrypted",
    () => {
      const draft = production().unknown("aws_db_instance", "storage_encrypted");
      draft.plan.configuration = { root_module: { resources: [] } };
      return draft;
    },
    /^encrypted-at-rest /,
  ],
];
