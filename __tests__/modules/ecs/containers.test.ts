import { describe, expect, it } from "vitest";
import { ENVIRONMENTS, EVERYTHING, platform } from "../../support/synth";
import { container, containers, environmentOf } from "../../support/tasks";

const WRITABLE = {
  "managed-agents": "/managed-agents",
  "ssm-state": "/var/lib/amazon/ssm",
  "ssm-logs": "/var/log/amazon/ssm",
  tmp: "/tmp",
};

describe.each(ENVIRONMENTS)("the template of %s", (environment) => {
  const stack = platform(environment);
  const template = stack.resource("aws_ecs_task_definition");

  it("is a family of its own, whose old revisions stay for rollbacks", () => {
    expect(template.values).toMatchObject({
      family: `langgraph-${environment}-template`,
      skip_destroy: true,
    });
    expect(stack).toHaveResourceCount("aws_ecs_task_definition", 1);
  });

  it("runs on Fargate, in the environment's size", () => {
    expect(template.values).toMatchObject({
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      ...(environment === "production" ? { cpu: "1024", memory: "2048" } : { cpu: "512", memory: "1024" }),
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
    });
  });

  it("holds the application and, before it, the container that prepares the database", () => {
    expect(containers(stack).map(({ name }) => name)).toEqual(["database-setup", "app"]);
  });

  it("gives both containers the log group that exists", () => {
    for (const { name, logConfiguration } of containers(stack)) {
      expect(logConfiguration).toMatchObject({
        logDriver: "awslogs",
        options: {
          "awslogs-group": stack.resource("aws_cloudwatch_log_group", "ecs_log-group").ref("name"),
          "awslogs-region": "us-east-1",
          "awslogs-stream-prefix": name,
        },
      });
    }
  });
});

describe("the application's container", () => {
  const stack = platform("production");
  const app = container(stack);

  it("runs the image of the settings, with an init process, on the port that the load balancer uses", () => {
    expect(app).toMatchObject({
      image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2",
      essential: true,
      portMappings: [{ containerPort: 8000, hostPort: 8000, protocol: "tcp" }],
      linuxParameters: { initProcessEnabled: true },
    });
  });

  it("listens, is registered and is published on the same port", () => {
    const other = platform("staging", { container_port: 9000 });
    expect(container(other).portMappings).toEqual([{ containerPort: 9000, hostPort: 9000, protocol: "tcp" }]);
    expect(environmentOf(other).PORT).toBe("9000");
    expect(other.resource("aws_ecs_service").values.load_balancer).toMatchObject([{ container_port: 9000 }]);
    expect(other.resource("aws_ssm_parameter").json("value")).toMatchObject({ containerPort: 9000 });
  });

  it("gets the document's variables for LangSmith", () => {
    expect(environmentOf(stack)).toMatchObject({
      LANGSMITH_PROJECT: "${var.langsmith_project}",
      LANGSMITH_TRACING: "true",
      LANGCHAIN_TRACING_V2: "true",
    });
  });

  it("gets Jira's variables where Jira is set, and none where it is not", () => {
    expect(environmentOf(platform("production", EVERYTHING))).toMatchObject({
      JIRA_BASE_URL: "${var.jira_base_url}",
      JIRA_EMAIL: "${var.jira_email}",
    });
    expect(stack.resource("aws_ecs_task_definition").text("container_definitions")).not.toContain("JIRA");
  });

  it("gets the user's variables beside its own, and cannot lose one of its own to them", () => {
    const environment_variables = {
      LOG_LEVEL: "debug",
      ENVIRONMENT: "elsewhere",
      LANGGRAPH_PLATFORM_SERVICE: "another",
    };
    expect(environmentOf(platform("staging", { environment_variables }))).toMatchObject({
      LOG_LEVEL: "debug",
      ENVIRONMENT: "staging",
      LANGGRAPH_PLATFORM_SERVICE: "langgraph-staging",
      ARTIFACTS_BUCKET: stack.resource("aws_s3_bucket", "artifacts_bucket").ref("bucket"),
    });
  });

  it("checks its own health where a command is set", () => {
    expect(app).not.toHaveProperty("healthCheck");
    expect(container(platform("production", EVERYTHING)).healthCheck).toMatchObject({
      command: ["CMD-SHELL", "curl -fsS http://localhost:8000/health"],
    });
  });

  it("runs on Graviton where that is set", () => {
    const runtime_platform = { operating_system_family: "LINUX", cpu_architecture: "ARM64" };
    const stack = platform("production", { cpu_architecture: "ARM64" });
    expect(stack).toHaveResource("aws_ecs_task_definition", { runtime_platform });
  });
});

describe("the root file system", () => {
  it("is read-only, with volumes where ECS Exec and the application write", () => {
    const stack = platform("production");
    const { readonlyRootFilesystem, mountPoints } = container(stack);
    expect(readonlyRootFilesystem).toBe(true);
    expect(mountPoints).toEqual(
      Object.entries(WRITABLE).map(([sourceVolume, containerPath]) => ({
        sourceVolume,
        containerPath,
        readOnly: false,
      })),
    );
    expect(stack.resource("aws_ecs_task_definition").values.volume).toEqual(
      Object.keys(WRITABLE).map((name) => ({ name })),
    );
  });

  it("is writable where the setting says so, for the application alone", () => {
    const stack = platform("production", { readonly_root_filesystem: false });
    expect(container(stack)).toMatchObject({ readonlyRootFilesystem: false, mountPoints: [] });
    expect(stack.resource("aws_ecs_task_definition").values.volume).toEqual([]);
    expect(container(stack, "database-setup").readonlyRootFilesystem).toBe(true);
  });
});

describe("the container that prepares the database", () => {
  const stack = platform("production");
  const setup = container(stack, "database-setup");

  it("must succeed before the application starts, and may end", () => {
    expect(container(stack).dependsOn).toEqual([{ containerName: "database-setup", condition: "SUCCESS" }]);
    expect(setup.essential).toBe(false);
  });

  it("creates the extension in one transaction that takes a lock first, and fails when it cannot", () => {
    expect(setup.entryPoint).toEqual(["psql"]);
    const [lock, extension] = [
      "SELECT pg_advisory_xact_lock(5432001)",
      "CREATE EXTENSION IF NOT EXISTS vector",
    ];
    expect(setup.command).toEqual(expect.arrayContaining(["--single-transaction", "--set=ON_ERROR_STOP=1"]));
    const commands = setup.command?.filter((argument) => argument.startsWith("--command="));
    expect(commands).toEqual([`--command=${lock}`, `--command=${extension}`]);
  });

  it("comes from ECR Public by a version, or from the image of the settings", () => {
    expect(setup.image).toMatch(/^public\.ecr\.aws\/.+:15\.\d+/);
    const pgvector_image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/psql:15";
    const own = platform("staging", { pgvector_image });
    expect(container(own, "database-setup").image).toBe(pgvector_image);
  });

  it("connects as the master user over TLS, with the password from the secret alone", () => {
    expect(environmentOf(stack, "database-setup")).toMatchObject({
      PGHOST: stack.resource("aws_db_instance").ref("address"),
      PGPORT: "5432",
      PGUSER: "langgraph_admin",
      PGDATABASE: "langgraph",
      PGSSLMODE: "require",
    });
    const uri = stack.resource("aws_secretsmanager_secret", "secret-store_database-uri").ref("arn");
    expect(setup.secrets).toEqual([{ name: "PGPASSWORD", valueFrom: `${uri}:password::` }]);
  });
});

describe("text of the user's", () => {
  const TEXT = 'curl "http://localhost:${PORT}" %{if true}';

  it.each([
    ["environment_variables", { environment_variables: { TEXT } }],
    ["container_health_check", { container_health_check: ["CMD-SHELL", TEXT] }],
  ])("in %s stays text, and is no template to Terraform", (_, overrides) => {
    const { resource, provider } = platform("staging", overrides).document;
    const text = JSON.stringify({ resource, provider });
    expect(text).toContain("$${PORT}");
    expect(text).toContain("%%{if true}");
    expect(text).not.toMatch(/[^$]\$\{PORT|[^%]%\{if/);
  });
});
