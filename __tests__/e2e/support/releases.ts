import { CodeDeployClient, type DeploymentInfo, GetDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { createClients } from "../../../src/cli/delivery/clients";
import { renderAppSpec } from "../../../src/deploy/appspec";
import { createDeployment } from "../../../src/deploy/deployment";
import { readPlatform } from "../../../src/deploy/platform";
import { type ReleaseParameter, readReleaseParameter } from "../../../src/deploy/release-parameter";
import { contentOf, readRevision, registerRelease, withImage } from "../../../src/deploy/task-definition";
import { Naming } from "../../../src/naming";
import type { LocalPlatform } from "./platform";

const REGION = "us-east-1";

/** Clients of the emulator, as a deploy tool would make them for AWS. */
export function clientConfig(platform: { readonly endpoint: string }) {
  return {
    region: REGION,
    endpoint: platform.endpoint,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  };
}

/** Ships an image as CodeDeploy wants it, and sees the deployment through on the emulated clock. */
export async function ship(
  platform: LocalPlatform,
  environment: string,
  image: string,
): Promise<DeploymentInfo> {
  return finish(platform, await begin(platform, environment, image));
}

/**
 * Starts to ship an image, whether a registry has it or not.
 *
 * @param configuration of CodeDeploy. @default - the group's own
 * @returns the deployment's id
 */
export async function begin(
  platform: LocalPlatform,
  environment: string,
  image: string,
  configuration?: string,
): Promise<string> {
  const naming = namingOf(environment);
  const aws = await createClients(clientConfig(platform));
  const { parameter, group } = await readPlatform(aws, naming);
  const template = await readRevision(aws, parameter.template);
  const content = withImage(contentOf(template.definition), parameter.containerName, image);
  const release = await registerRelease(aws, naming.releaseFamily, content, {});
  const { containerPort, hooks } = parameter;
  return createDeployment(
    aws,
    {
      group,
      appSpec: renderAppSpec({ taskDefinition: release.arn, containerPort, parameter, hooks }),
      configuration,
      description: image,
      ignoreAlarms: false,
    },
    { wait: () => Promise.resolve() },
  );
}

/** What the stack publishes for a deploy tool. */
export async function readRelease(platform: LocalPlatform, environment: string): Promise<ReleaseParameter> {
  return readReleaseParameter(await createClients(clientConfig(platform)), namingOf(environment));
}

function namingOf(environment: string): Naming {
  return new Naming({ project: "langgraph", environment, region: REGION });
}

const DONE: ReadonlySet<string> = new Set(["Succeeded", "Failed", "Stopped"]);
/** The longest strategy takes 45 minutes and waits 15 more; anything longer hangs. */
const MINUTES = 90;

/** Lets minutes pass until a deployment is over, in whatever way. */
export async function finish(platform: LocalPlatform, deploymentId: string): Promise<DeploymentInfo> {
  const codeDeploy = new CodeDeployClient(clientConfig(platform));
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (deploymentInfo?.status !== undefined && DONE.has(deploymentInfo.status)) return deploymentInfo;
    await platform.emulator.control("POST", "clock", { advanceSeconds: 60 });
  }
  throw new Error(`${deploymentId} is not done after ${MINUTES} minutes`);
}
