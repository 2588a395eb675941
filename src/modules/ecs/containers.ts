import type { TaskSecret } from "../secrets";

/** Name of the application's container; a release changes its image and nothing else. */
export const APP_CONTAINER = "app";
const DATABASE_CONTAINER = "database-setup";
/** Any number will do, as long as all releases agree on it. */
const ADVISORY_LOCK = 5_432_001;
/** A user that exists in every Linux image, and owns nothing. */
const NOBODY = "65534:65534";
/** Seconds between SIGTERM and SIGKILL; Fargate's longest is 120. */
const STOP_TIMEOUT_SECONDS = 30;

/** Where ECS Exec and applications write although the root file system is read-only (aws/containers-roadmap#1359). */
export const WRITABLE_PATHS = {
  "managed-agents": "/managed-agents",
  "ssm-state": "/var/lib/amazon/ssm",
  "ssm-logs": "/var/log/amazon/ssm",
  tmp: "/tmp",
} as const;

export interface ContainersProps {
  readonly image: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly TaskSecret[];
  /** Command of the container's health check. @default - none, the load balancer checks */
  readonly healthCheck?: readonly string[];
  readonly readonlyRootFilesystem: boolean;
  readonly logGroup: string;
  readonly region: string;
  /** Image with psql. */
  readonly databaseImage: string;
  /** libpq's variables, the password aside. */
  readonly databaseEnvironment: Readonly<Record<string, string>>;
  /** `valueFrom` of the master user's password. */
  readonly databasePassword: string;
}

/** Container definitions of a task: the application, and before it the one that creates the pgvector extension. */
export function containerDefinitions(props: ContainersProps): readonly object[] {
  return [renderDatabaseSetup(props), renderApp(props)];
}

/**
 * Creates the extension and ends.
 *
 * Tasks start together, and `IF NOT EXISTS` loses that race with an error: the transaction takes a lock first.
 */
export const DATABASE_SETUP_COMMAND: readonly string[] = [
  "psql",
  "--no-psqlrc",
  "--quiet",
  "--set=ON_ERROR_STOP=1",
  "--single-transaction",
  `--command=SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`,
  "--command=CREATE EXTENSION IF NOT EXISTS vector",
];

function renderDatabaseSetup(props: ContainersProps): object {
  const [entryPoint, ...command] = DATABASE_SETUP_COMMAND;
  return {
    name: DATABASE_CONTAINER,
    image: props.databaseImage,
    // the application waits for its success, so it must be allowed to end
    essential: false,
    entryPoint: [entryPoint],
    command,
    user: NOBODY,
    linuxParameters: { capabilities: { drop: ["ALL"] } },
    environment: variables({ ...props.databaseEnvironment, PGCONNECT_TIMEOUT: "10" }),
    secrets: [{ name: "PGPASSWORD", valueFrom: props.databasePassword }],
    readonlyRootFilesystem: true,
    logConfiguration: logConfiguration(props, DATABASE_CONTAINER),
  };
}

function renderApp(props: ContainersProps): object {
  const { healthCheck, readonlyRootFilesystem } = props;
  return {
    name: APP_CONTAINER,
    image: props.image,
    essential: true,
    dependsOn: [{ containerName: DATABASE_CONTAINER, condition: "SUCCESS" }],
    portMappings: [{ containerPort: props.port, hostPort: props.port, protocol: "tcp" }],
    environment: variables(props.environment),
    secrets: props.secrets.map(({ environmentVariable, valueFrom }) => ({
      name: environmentVariable,
      valueFrom,
    })),
    // ECS reads secrets when a task starts: a new version must change the task definition to reach the tasks
    dockerLabels: Object.fromEntries(
      props.secrets.map(({ environmentVariable, version }) => [
        `secret-version.${environmentVariable}`,
        version,
      ]),
    ),
    ...(healthCheck && healthCheck.length > 0 && { healthCheck: { command: healthCheck, ...HEALTH_CHECK } }),
    linuxParameters: { initProcessEnabled: true },
    stopTimeout: STOP_TIMEOUT_SECONDS,
    readonlyRootFilesystem,
    mountPoints: readonlyRootFilesystem
      ? Object.entries(WRITABLE_PATHS).map(([sourceVolume, containerPath]) => ({
          sourceVolume,
          containerPath,
          readOnly: false,
        }))
      : [],
    logConfiguration: logConfiguration(props, APP_CONTAINER),
  };
}

const HEALTH_CHECK = { interval: 30, timeout: 5, retries: 3, startPeriod: 60 } as const;

function variables(values: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}

function logConfiguration(props: ContainersProps, streamPrefix: string): object {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": props.logGroup,
      "awslogs-region": props.region,
      "awslogs-stream-prefix": streamPrefix,
      mode: "non-blocking",
      "max-buffer-size": "25m",
    },
  };
}
