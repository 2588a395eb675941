import { CANARIES } from "../support/canaries";
import type { Configuration, GoldenCase } from "../support/case";
import { ref, sensitiveVariable } from "./content";

const topic = { aws_sns_topic: { alarms: { name: "outputs-alarms" } } };
const outputs = (secret: string) => ({ secret: sensitiveVariable(secret) });

/** Outputs alone: new, changed, gone, and one that is sensitive. */
export const outputsOnly: GoldenCase = {
  name: "outputs-only",
  applied: [
    {
      variable: outputs("canary-older-output-7Q"),
      resource: topic,
      output: {
        version: { value: "1.0.0" },
        gone: { value: "goes" },
        unchanged: { value: ["stays"] },
        secret: { value: ref("var.secret"), sensitive: true },
      },
    },
  ],
  planned: {
    variable: outputs(CANARIES.output),
    resource: topic,
    output: {
      version: { value: "1.1.0" },
      added: { value: { arn: ref("aws_sns_topic.alarms.arn"), zones: ["us-east-1a", "us-east-1b"] } },
      unchanged: { value: ["stays"] },
      secret: { value: ref("var.secret"), sensitive: true },
    },
  },
};

const unchanged: Configuration = {
  resource: { aws_sns_topic: { alarms: { name: "no-changes" } } },
  output: { topic: { value: ref("aws_sns_topic.alarms.name") } },
};

export const noChanges: GoldenCase = { name: "no-changes", applied: [unchanged], planned: unchanged };
