import { describe, expect, it } from "vitest";
import { createReport } from "../../../src/plan/report";
import { type Made, resource } from "../support/plans";
import { jsonOf, markdownOf, stackOf } from "../support/reports";

function gone(address: string, before: object = {}, more: object = {}): Made {
  return resource(
    address,
    { actions: ["delete"], before },
    { action_reason: "delete_because_no_resource_config", ...more },
  );
}

function replaced(
  address: string,
  before: object,
  after: object,
  paths: readonly (readonly string[])[] = [],
): Made {
  return resource(
    address,
    { actions: ["delete", "create"], before, after, replace_paths: paths },
    { action_reason: "replace_because_cannot_update" },
  );
}

/** The row of a resource in the block of what is destroyed or replaced. */
function rowOf(markdown: string, address: string): string {
  return (
    markdown.split("\n").find((line) => line.startsWith("| **") && line.includes(`\`${address}\``)) ?? ""
  );
}

function changeOf(resources: readonly Made[], index = 0) {
  const [stack] = createReport([stackOf(resources)]).stacks;
  const change = stack?.changes[index];
  if (change === undefined) throw new Error("there is no such change");
  return change;
}

describe("what is destroyed or replaced", () => {
  it("counts a replacement as one, by whichever order it is made", () => {
    const before = { actions: ["create", "delete"], before: { a: 1 }, after: { a: 2 } };
    const markdown = markdownOf([
      replaced("aws_a.a", { a: 1 }, { a: 2 }),
      resource("aws_a.b", before),
      gone("aws_a.c"),
    ]);
    expect(markdown).toContain("**2 to replace, 1 to destroy**");
    expect(rowOf(markdown, "aws_a.b")).toContain("the new one is made first");
  });

  it("tells why, in words, and by which attribute", () => {
    const markdown = markdownOf([
      replaced("aws_db_instance.main", { engine: "a" }, { engine: "b" }, [["engine"]]),
    ]);
    expect(rowOf(markdown, "aws_db_instance.main")).toContain(
      "it cannot be changed in place; `engine` forces it",
    );
    expect(markdown).toContain('! engine: "a" -> "b"  # forces replacement');
  });

  it.each([
    ["replace_because_tainted", "tainted"],
    ["replace_by_request", "`-replace`"],
    ["replace_by_triggers", "`replace_triggered_by`"],
    ["delete_because_count_index", "beyond `count`"],
    ["delete_because_each_key", "no longer in `for_each`"],
    ["delete_because_no_module", "its module is no longer"],
    ["delete_because_of_a_newer_terraform", "delete because of a newer terraform"],
  ])("knows %s, or says what Terraform says", (reason, words) => {
    expect(rowOf(markdownOf([gone("aws_a.a", {}, { action_reason: reason })]), "aws_a.a")).toContain(words);
  });

  it("says that a plan was made to destroy, which gives no reasons of its own", () => {
    const bare = (address: string, change: object = {}) =>
      resource(address, { actions: ["delete"], before: { a: 1 }, ...change });
    const words = "the plan was asked to destroy it (`-destroy`)";
    expect(rowOf(markdownOf([bare("aws_a.a"), bare("aws_a.b")]), "aws_a.b")).toContain(words);
    const updated = bare("aws_a.b", { actions: ["update"], after: { a: 2 } });
    expect(markdownOf([bare("aws_a.a"), updated])).not.toContain(words);
  });

  it("names where it was, of what is moved and replaced", () => {
    const moved = { previous_address: "aws_a.old", action_reason: "replace_because_cannot_update" };
    const change = { actions: ["delete", "create"], before: { a: 1 }, after: { a: 2 } };
    expect(rowOf(markdownOf([resource("aws_a.new", change, moved)]), "aws_a.new")).toContain(
      "| **move, replace** | `aws_a.new`<br>from `aws_a.old` | it cannot",
    );
  });

  it("puts what holds data first, and warns of it", () => {
    const markdown = markdownOf([
      gone("aws_a.a"),
      gone("aws_db_instance.z"),
      gone("aws_s3_bucket.z"),
      gone("aws_s3_bucket.y"),
    ]);
    expect(markdown).toMatch(
      /> \[!CAUTION\]\n> \*\*Data may be lost\*\*: 1 database, 2 buckets destroyed or replaced\./,
    );
    expect(markdown.indexOf("`aws_db_instance.z`")).toBeLessThan(markdown.indexOf("`aws_a.a`"));
  });

  it("takes a replaced version of a secret for a rotation", () => {
    const change = changeOf([replaced("aws_secretsmanager_secret_version.key", { v: 1 }, { v: 2 })]);
    expect([change.stateful, change.inUse]).toEqual([undefined, undefined]);
    expect(change.notes).toEqual(["a rotation: the secret stays, and gets a new version"]);
  });

  it("says what keeps the data, or lets it go", () => {
    const notes = (address: string, before: object) => changeOf([gone(address, before)]).notes;
    expect(notes("aws_db_instance.a", { deletion_protection: true, skip_final_snapshot: false })).toEqual([
      "its deletion protection is on: the apply fails until that is off",
      "a final snapshot is taken",
    ]);
    expect(notes("aws_s3_bucket.a", { force_destroy: true })).toEqual(["with all that is in it"]);
    expect(notes("aws_secretsmanager_secret.a", { recovery_window_in_days: 0 })).toEqual(["gone at once"]);
    expect(notes("aws_kms_key.a", { deletion_window_in_days: 30 })).toEqual(["can be restored for 30 days"]);
  });

  it("does not take a deposed object for the one that holds the data", () => {
    const markdown = markdownOf([gone("aws_db_instance.a", {}, { deposed: "0a1b2c3d" })]);
    expect(markdown).not.toContain("Data may be lost");
    expect(rowOf(markdown, "aws_db_instance.a")).toContain("left over when an earlier replacement failed");
  });

  it("counts one that is replaced and kept as replaced, and says that it stays", () => {
    const change = { actions: ["forget", "create"], before: { a: 1 }, after: { a: 2 } };
    const markdown = markdownOf([resource("aws_db_instance.a", change)]);
    expect(markdown).toContain("**1 to replace**");
    expect(rowOf(markdown, "aws_db_instance.a")).toContain("the old one stays, and is no longer managed");
  });
});

describe("what a release may still use", () => {
  const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:jira-AbCdEf";
  const task = (changed: object = {}) =>
    resource("aws_ecs_task_definition.template", {
      actions: ["no-op"],
      before: {
        execution_role_arn: "arn:aws:iam::123456789012:role/execution",
        container_definitions: JSON.stringify([
          {
            name: "app",
            image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1",
            secrets: [{ name: "JIRA", valueFrom: `${secretArn}:token::` }],
            logConfiguration: { options: { "awslogs-group": "/ecs/app" } },
          },
        ]),
        ...changed,
      },
    });

  it.each([
    ["aws_secretsmanager_secret.jira", { arn: secretArn }],
    ["aws_secretsmanager_secret_version.jira", { arn: secretArn, secret_id: secretArn }],
    ["aws_cloudwatch_log_group.app", { name: "/ecs/app" }],
    ["aws_ecr_repository.app", { repository_url: "123456789012.dkr.ecr.us-east-1.amazonaws.com/app" }],
    ["aws_iam_role.execution", { arn: "arn:aws:iam::123456789012:role/execution" }],
  ])("names the task definition that uses %s", (address, before) => {
    expect(changeOf([gone(address, before), task()]).inUse).toMatch(
      /^used by aws_ecs_task_definition\.template: /,
    );
  });

  it("warns of what only a release that the plan does not know may use", () => {
    expect(changeOf([gone("aws_secretsmanager_secret.old", { arn: "arn:other" }), task()]).inUse).toBe(
      "see that no release uses it, running or gone back to: tasks that refer to it cannot start",
    );
  });

  it("leaves alone what stays in the account, or is replaced by the next release", () => {
    expect(changeOf([gone("aws_ecs_task_definition.old", { skip_destroy: true })]).inUse).toBeUndefined();
    expect(changeOf([replaced("aws_ecs_task_definition.old", { a: 1 }, { a: 2 })]).inUse).toBeUndefined();
    expect(changeOf([gone("aws_subnet.old")]).inUse).toBeUndefined();
  });

  it("is a condition to fail on", () => {
    expect(jsonOf([gone("aws_lb_target_group.blue")]).conditions).toEqual(["changes", "destroy", "in-use"]);
    expect(jsonOf([gone("aws_db_instance.a")]).conditions).toEqual([
      "changes",
      "destroy",
      "destroy-stateful",
    ]);
  });
});
