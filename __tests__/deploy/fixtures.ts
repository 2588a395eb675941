import type { ReleaseParameter } from "../../src/deploy/release-parameter";
import type { Content } from "../../src/deploy/task-definition";

export const RELEASE = "arn:aws:ecs:us-east-1:123456789012:task-definition/langgraph-production:7";

/** What Terraform publishes, as small as it can be. */
export const PARAMETER: ReleaseParameter = {
  template: "arn:aws:ecs:us-east-1:123456789012:task-definition/langgraph-production-template:3",
  containerName: "app",
  containerPort: 8000,
  platformVersion: "1.4.0",
  capacityProviderStrategy: [
    { capacityProvider: "FARGATE", base: 2, weight: 1 },
    { capacityProvider: "FARGATE_SPOT", base: 0, weight: 4 },
  ],
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["sg-1"],
      assignPublicIp: "DISABLED",
    },
  },
  hooks: {},
};

/** A task definition of two containers, as ECS describes it. */
export const CONTENT: Content = {
  cpu: "1024",
  memory: "2048",
  networkMode: "awsvpc",
  containerDefinitions: [
    { name: "database-setup", image: "pgvector:1", essential: false, environment: [] },
    {
      name: "app",
      image: "registry.example.com/app:1",
      essential: true,
      portMappings: [{ containerPort: 8000, protocol: "tcp" }],
      environment: [
        { name: "LOG_LEVEL", value: "info" },
        { name: "PORT", value: "8000" },
      ],
      secrets: [
        { name: "OPENAI_API_KEY", valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:openai" },
      ],
      dockerLabels: { "secret-version.OPENAI_API_KEY": "1" },
    },
  ],
};

/** The content with its application's container changed. */
export function withApp(change: object): Content {
  return {
    ...CONTENT,
    containerDefinitions: CONTENT.containerDefinitions?.map((each) =>
      each.name === "app" ? { ...each, ...change } : each,
    ),
  };
}
