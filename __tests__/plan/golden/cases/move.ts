import type { GoldenCase } from "../support/case";

const topic = (name: string) => ({ name: `move-${name}` });
const group = (name: string, days: number) => ({ name: `/move/${name}`, retention_in_days: days });

/** New addresses of the same objects, one of which changes as well. */
export const move: GoldenCase = {
  name: "move",
  applied: [
    {
      resource: {
        aws_sns_topic: { old: topic("renamed"), single: topic("single") },
        aws_cloudwatch_log_group: { old: group("changed", 7) },
      },
      module: { old: { source: "./modules/store", name: "moved" } },
    },
  ],
  planned: {
    resource: {
      aws_sns_topic: { new: topic("renamed"), single: { count: 1, ...topic("single") } },
      aws_cloudwatch_log_group: { new: group("changed", 30) },
    },
    module: { new: { source: "./modules/store", name: "moved" } },
    moved: [
      { from: "aws_sns_topic.old", to: "aws_sns_topic.new" },
      { from: "aws_cloudwatch_log_group.old", to: "aws_cloudwatch_log_group.new" },
      { from: "module.old", to: "module.new" },
    ],
  },
};

/** Nothing but new addresses: `-detailed-exitcode` is 2 although nothing is made, changed or removed. */
export const moveOnly: GoldenCase = {
  name: "move-only",
  applied: [{ resource: { aws_sns_topic: { old: topic("only") } } }],
  planned: {
    resource: { aws_sns_topic: { new: topic("only") } },
    moved: [{ from: "aws_sns_topic.old", to: "aws_sns_topic.new" }],
  },
};
