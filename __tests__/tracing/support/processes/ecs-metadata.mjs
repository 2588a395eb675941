// ECS's task metadata endpoint, version 4, as Fargate answers it; see ../ecs-metadata.ts.
import { FaultyServer, options, sendJson, serve } from "./server-process.mjs";

const {
  family = "langgraph-production",
  revision = "12",
  cluster = "langgraph-production-cluster",
  taskId = "0f9de17a6465404e8b1b2356dc13c2f8",
  image,
  imageId = `sha256:${"e4".repeat(32)}`,
} = options;

const ACCOUNT = "123456789012";
const REGION = "us-east-1";
const CLUSTER_ARN = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/${cluster}`;
const TASK_ARN = `arn:aws:ecs:${REGION}:${ACCOUNT}:task/${cluster}/${taskId}`;
const PATH = `/v4/${taskId}-2495160603`;

const container = {
  DockerId: `${taskId}-2495160603`,
  Name: "app",
  DockerName: "app",
  Image: image ?? `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/langgraph-platform@${imageId}`,
  ImageID: imageId,
  Labels: {
    "com.amazonaws.ecs.cluster": CLUSTER_ARN,
    "com.amazonaws.ecs.container-name": "app",
    "com.amazonaws.ecs.task-arn": TASK_ARN,
    "com.amazonaws.ecs.task-definition-family": family,
    "com.amazonaws.ecs.task-definition-version": revision,
  },
  DesiredStatus: "RUNNING",
  KnownStatus: "RUNNING",
  Limits: { CPU: 2 },
  CreatedAt: "2025-11-24T15:59:13.44527186Z",
  StartedAt: "2025-11-24T15:59:13.44527186Z",
  Type: "NORMAL",
  LogDriver: "awslogs",
  LogOptions: {
    "awslogs-group": `/ecs/${family}`,
    "awslogs-region": REGION,
    "awslogs-stream": `app/app/${taskId}`,
  },
  ContainerARN: `arn:aws:ecs:${REGION}:${ACCOUNT}:container/${cluster}/${taskId}/05966557-f16c-49cb-9352-24b3a0dcd0e1`,
  Networks: [
    {
      NetworkMode: "awsvpc",
      IPv4Addresses: ["10.0.2.106"],
      AttachmentIndex: 0,
      MACAddress: "0e:9e:32:c7:48:85",
      IPv4SubnetCIDRBlock: "10.0.2.0/24",
      PrivateDNSName: "ip-10-0-2-106.ec2.internal",
      SubnetGatewayIpv4Address: "10.0.2.1/24",
    },
  ],
  Snapshotter: "overlayfs",
};

// on Fargate there is no ServiceName
const task = {
  Cluster: CLUSTER_ARN,
  TaskARN: TASK_ARN,
  Family: family,
  Revision: revision,
  DesiredStatus: "RUNNING",
  KnownStatus: "RUNNING",
  Limits: { CPU: 1, Memory: 2048 },
  PullStartedAt: "2025-11-24T15:59:01.2536Z",
  PullStoppedAt: "2025-11-24T15:59:12.6041Z",
  AvailabilityZone: `${REGION}a`,
  LaunchType: "FARGATE",
  Containers: [container],
  ClockDrift: {
    ClockErrorBound: 0.5458234999999999,
    ReferenceTimestamp: "2025-11-24T15:59:01Z",
    ClockSynchronizationStatus: "SYNCHRONIZED",
  },
  EphemeralStorageMetrics: { Utilized: 261, Reserved: 20496 },
};

const server = new FaultyServer(({ path }, response) => {
  if (path === PATH) return sendJson(response, 200, container);
  if (path === `${PATH}/task`) return sendJson(response, 200, task);
  return sendJson(response, 404, { error: "V4 metadata handler: unable to find the path" });
});

const commands = {
  setMode: (mode, modeOptions) => server.setMode(mode, modeOptions),
  counts: () => server.counts,
  reset: () => server.reset(),
};

serve(commands, `${await server.listen()}${PATH}`);
