import type { Configuration, GoldenCase } from "../support/case";
import { ref } from "./content";

const asserts = (condition: string, error_message: string) => ({
  assert: [{ condition: ref(condition), error_message }],
});

const checked = (days: number, name: string): Configuration => ({
  resource: { aws_cloudwatch_log_group: { app: { name, retention_in_days: days } } },
  check: {
    retention: asserts(
      "aws_cloudwatch_log_group.app.retention_in_days >= 30",
      "Logs are kept for ${aws_cloudwatch_log_group.app.retention_in_days} days; auditors ask for 30.",
    ),
    name: asserts('startswith(aws_cloudwatch_log_group.app.name, "/")', "A log group's name begins with /."),
    arn: asserts('endswith(aws_cloudwatch_log_group.app.arn, "app")', "The ARN ends with the name."),
  },
});

/** One check that fails, one that passes, and one that the apply has to decide; the plan goes on. */
export const failedCheck: GoldenCase = { name: "failed-check", planned: checked(7, "/checks/app") };

/** A precondition that is not met: Terraform writes the plan, and it cannot be applied. */
export const failedPrecondition: GoldenCase = {
  name: "failed-precondition",
  applied: [checked(30, "/checks/pre")],
  planned: {
    variable: {
      days: { type: "number", default: 7 },
    },
    resource: {
      aws_sns_topic: { made: { name: "checks-made" } },
      aws_cloudwatch_log_group: {
        app: {
          name: "/checks/pre",
          retention_in_days: ref("var.days"),
          lifecycle: [
            {
              precondition: [
                {
                  condition: ref("var.days >= 30"),
                  error_message: "Auditors ask for 30 days, not ${var.days}.",
                },
              ],
            },
          ],
        },
      },
    },
  },
  fails: true,
};
