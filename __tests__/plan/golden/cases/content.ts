import { ref } from "../support/case";

/** A policy, as applications write it: one JSON string. */
export function policy(...statements: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export const assumedBy = (service: string): string =>
  policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } });

export const readsBucket = {
  Sid: "ReadsArtifacts",
  Effect: "Allow",
  Action: ["s3:GetObject"],
  Resource: "arn:aws:s3:::artifacts/*",
};

export const writesLogs = {
  Sid: "WritesLogs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "*",
};

interface Container {
  readonly image: string;
  readonly cpu?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The containers of a task, as one JSON string. */
export function containers(...all: readonly Container[]): string {
  return JSON.stringify(
    all.map(({ image, cpu = 256, environment = {} }, at) => ({
      name: at === 0 ? "app" : `sidecar-${at}`,
      image,
      cpu,
      essential: at === 0,
      environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
      portMappings: at === 0 ? [{ containerPort: 8000, hostPort: 8000, protocol: "tcp" }] : [],
      mountPoints: [],
      systemControls: [],
      volumesFrom: [],
    })),
  );
}

export function task(family: string, definitions: string): Readonly<Record<string, unknown>> {
  return {
    family,
    requires_compatibilities: ["FARGATE"],
    network_mode: "awsvpc",
    cpu: "512",
    memory: "1024",
    container_definitions: definitions,
  };
}

/** A dashboard of as many widgets, as one JSON string. */
export function dashboard(...titles: readonly string[]): string {
  return JSON.stringify({
    widgets: titles.map((title, at) => ({
      type: "metric",
      x: 0,
      y: 6 * at,
      width: 12,
      height: 6,
      properties: { title, region: "us-east-1", metrics: [["AWS/ECS", "CPUUtilization"]], period: 60 },
    })),
  });
}

export function database(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    engine: "postgres",
    engine_version: "15",
    instance_class: "db.t3.medium",
    allocated_storage: 100,
    storage_type: "gp3",
    username: "agent",
    skip_final_snapshot: true,
    ...changes,
  };
}

/** Of a variable that Terraform hides. */
export const sensitiveVariable = (value: string) => ({ type: "string", sensitive: true, default: value });

export { ref };
