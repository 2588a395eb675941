/** Plans of any size, as `terraform show -json` would print them. */

type Change = Readonly<Record<string, unknown>>;

export interface Made {
  readonly address: string;
  readonly type: string;
  readonly change: Change;
  readonly [key: string]: unknown;
}

export function resource(
  address: string,
  change: Change,
  more: Readonly<Record<string, unknown>> = {},
): Made {
  const [type = "", name = ""] = address.replace(/^(module\.[^.]+\.)*/, "").split(".");
  return {
    address,
    mode: "managed",
    type,
    name: name.replace(/\[.*/, ""),
    provider_name: "registry.terraform.io/hashicorp/aws",
    ...more,
    change: {
      before: null,
      after: null,
      after_unknown: {},
      before_sensitive: false,
      after_sensitive: {},
      ...change,
    },
  };
}

export function planText(resources: readonly Made[], more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: {},
    planned_values: { root_module: {} },
    resource_changes: resources,
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  });
}

/** About 1.7 kB each. */
export function creates(count: number): readonly Made[] {
  return Array.from({ length: count }, (_, index) =>
    resource(`aws_instance.server_${index}`, {
      actions: ["create"],
      after: {
        ami: `ami-${String(index).padStart(17, "0")}`,
        instance_type: index % 3 === 0 ? "t3.large" : "t3.small",
        get_password_data: false,
        user_data: `#!/bin/sh\nset -eu\n${"echo preparing the machine\n".repeat(20)}echo ${index}\n`,
        tags: { Name: `server-${index}`, Team: "agents", Environment: "production" },
        tags_all: { Name: `server-${index}`, Team: "agents", Environment: "production" },
        ebs_block_device: [],
        timeouts: null,
      },
      after_unknown: { id: true, arn: true, private_ip: true, public_ip: true, ebs_block_device: true },
      after_sensitive: { tags: {}, tags_all: {} },
    }),
  );
}

export function secretOf(index: number): string {
  return `s3cr3t-${String(index * 7919).padStart(8, "0")}-value`;
}

/** Updates of policies, task definitions and parameters; each of the first 500 parameters has a secret, which a container also has. */
export function mixed(count: number): readonly Made[] {
  return Array.from({ length: count }, (_, index) =>
    index % 3 === 0 ? policy(index) : index % 3 === 1 ? task(index) : parameter(index),
  );
}

function policy(index: number): Made {
  const of = (actions: readonly string[]) => ({
    id: `role-${index}:policy`,
    name: "least-privilege",
    role: `role-${index}`,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Sid: "Reads", Effect: "Allow", Action: actions, Resource: `arn:aws:s3:::bucket-${index}/*` },
        { Sid: "Writes", Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" },
      ],
    }),
  });
  return resource(`aws_iam_role_policy.policy_${index}`, {
    actions: ["update"],
    before: of(["s3:GetObject"]),
    after: of(["s3:GetObject", "s3:ListBucket"]),
  });
}

function task(index: number): Made {
  const of = (version: string) => ({
    family: `task-${index}`,
    cpu: "256",
    memory: "512",
    container_definitions: JSON.stringify([
      {
        name: "app",
        image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/app:${version}`,
        environment: [
          { name: "LOG_LEVEL", value: "info" },
          { name: "SETTING", value: secretOf(index % 500) },
          { name: "INDEX", value: String(index) },
        ],
        portMappings: [{ containerPort: 8000, hostPort: 8000, protocol: "tcp" }],
      },
    ]),
  });
  const isReplaced = index % 2 === 0;
  return resource(`aws_ecs_task_definition.task_${index}`, {
    actions: isReplaced ? ["delete", "create"] : ["update"],
    before: { ...of("1.0.0"), arn: `arn:aws:ecs:us-east-1:123456789012:task-definition/task-${index}:1` },
    after: of("1.1.0"),
    after_unknown: isReplaced ? { arn: true } : {},
    ...(isReplaced && { replace_paths: [["container_definitions"]] }),
  });
}

function parameter(index: number): Made {
  const of = (tier: string) => ({
    name: `/app/${index}`,
    type: "SecureString",
    tier,
    value: secretOf(index % 500),
  });
  return resource(`aws_ssm_parameter.parameter_${index}`, {
    actions: ["update"],
    before: of("Standard"),
    after: of("Advanced"),
    before_sensitive: { value: true },
    after_sensitive: { value: true },
  });
}

export function destroys(count: number): readonly Made[] {
  return Array.from({ length: count }, (_, index) =>
    resource(
      `aws_s3_bucket.bucket_${index}`,
      {
        actions: ["delete"],
        before: { bucket: `bucket-${index}`, force_destroy: index % 2 === 0 },
        after: null,
      },
      { action_reason: "delete_because_no_resource_config" },
    ),
  );
}
