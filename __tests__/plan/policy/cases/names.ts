import { type BrokenCase, type OpenCase, production, tagged } from "./case";

export const BROKEN: readonly BrokenCase[] = [
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

export const OPEN: readonly OpenCase[] = [
  ["the tags", () => production().unknown("aws_sns_topic", "tags_all", "alarms"), /^tagged /],
];
