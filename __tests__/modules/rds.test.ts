import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SUFFIX } from "../support/names";
import { ENVIRONMENTS, EVERYTHING, type Overrides, platform } from "../support/synth";
import type { Synthesised } from "../support/terraform-json";

function database(stack: Synthesised) {
  return stack.resource("aws_db_instance");
}

function checks(stack: Synthesised) {
  const { precondition } = database(stack).values.lifecycle as unknown as {
    precondition: readonly { condition: string; error_message: string }[];
  };
  return precondition;
}

const conditions = (stack: Synthesised) => checks(stack).map(({ condition }) => condition);

/** The conditions that a plan must meet, by the setting that each names. */
function preconditions(stack: Synthesised): Readonly<Record<string, string>> {
  return Object.fromEntries(
    checks(stack).map(({ condition, error_message }) => {
      expect(error_message).toMatch(
        /^\w+ has changed, and .+\. Put the old value back, or follow ".+" in docs/,
      );
      return [error_message.split(" ")[0], condition];
    }),
  );
}

describe.each(ENVIRONMENTS)("the database of %s", (environment) => {
  const stack = platform(environment);
  const { values } = database(stack);

  it("is PostgreSQL 15, upgraded by AWS within that", () => {
    expect(values).toMatchObject({
      engine: "postgres",
      engine_version: "15",
      auto_minor_version_upgrade: true,
      parameter_group_name: stack.resource("aws_db_parameter_group").ref("name"),
    });
    expect(values.allow_major_version_upgrade).not.toBe(true);
  });

  it("stands in the private subnets, behind its own security group, with no public address", () => {
    expect(values).toMatchObject({
      publicly_accessible: false,
      db_subnet_group_name: stack.resource("aws_db_subnet_group").ref("name"),
      vpc_security_group_ids: [stack.resource("aws_security_group", "rds_security-group").ref("id")],
    });
    expect(stack.resource("aws_db_subnet_group").values.subnet_ids).toEqual(
      [0, 1, 2].map((zone) => stack.resource("aws_subnet", `vpc_private-${zone}`).ref("id")),
    );
  });

  it("talks TLS only", () => {
    const { family, parameter } = stack.resource("aws_db_parameter_group").values;
    expect(family).toBe("postgres15");
    expect(parameter).toContainEqual({ name: "rds.force_ssl", value: "1" });
  });

  it("logs who comes and goes, slow statements and waits for locks, and nothing of what statements are given", () => {
    expect(stack.resource("aws_db_parameter_group").values.parameter).toEqual([
      { name: "rds.force_ssl", value: "1" },
      { name: "log_min_duration_statement", value: "1000" },
      { name: "log_parameter_max_length", value: "0" },
      { name: "log_lock_waits", value: "1" },
      { name: "log_connections", value: "1" },
      { name: "log_disconnections", value: "1" },
    ]);
  });

  it("is encrypted, and grows to twice its storage", () => {
    expect(values.storage_encrypted).toBe(true);
    expect(values.max_allocated_storage).toBe(2 * Number(values.allocated_storage));
  });

  it("is watched: samples every minute, Performance Insights, and logs in groups with a retention", () => {
    expect(values).toMatchObject({
      monitoring_interval: 60,
      monitoring_role_arn: stack.resource("aws_iam_role", "iam_database-monitoring_role").ref("arn"),
      performance_insights_enabled: true,
      enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"],
    });
    for (const log of ["postgresql", "upgrade"]) {
      const group = stack.resource("aws_cloudwatch_log_group", `rds_${log}-log-group`);
      // RDS would make the group itself, and keep its logs for ever
      expect(database(stack)).toDependOn(group);
      expect(group.values).toMatchObject({
        name: `/aws/rds/instance/${values.identifier}/${log}`,
        retention_in_days: 365,
      });
    }
  });

  it("has a name that no earlier database had, whose logs and snapshots may still be there", () => {
    expect(values.identifier).toMatch(new RegExp(`^langgraph-${environment}${SUFFIX}$`));
  });
});

describe("the database of production", () => {
  const stack = platform("production");

  it("survives the loss of a zone, and any plan that would destroy or replace it", () => {
    const { values } = database(stack);
    expect(values).toMatchObject({
      multi_az: true,
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: `${values.identifier}-final`,
      delete_automated_backups: false,
      apply_immediately: false,
    });
    expect(values.lifecycle).toMatchObject({ prevent_destroy: true });
  });
});

describe("the database of staging", () => {
  it("stands in one zone and can be destroyed without a trace", () => {
    const { values } = database(platform("staging"));
    expect(values).toMatchObject({
      multi_az: false,
      deletion_protection: false,
      skip_final_snapshot: true,
      delete_automated_backups: true,
      apply_immediately: true,
    });
    expect(values).not.toHaveProperty("final_snapshot_identifier");
    expect(values.lifecycle).toMatchObject({ prevent_destroy: false });
  });
});

describe("the protection of a database", () => {
  const KEPT = ["skip_final_snapshot", "final_snapshot_identifier", "delete_automated_backups"];
  const PROTECTED = ["deletion_protection", "lifecycle"];

  /** The arguments that differ between a database and the same one with other settings. */
  const changed = (environment: (typeof ENVIRONMENTS)[number], overrides: Overrides) => {
    const [before, after] = [{}, overrides].map((each) => database(platform(environment, each)).values);
    const all = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
    return all.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name])).sort();
  };

  it.each([
    ["staging", true],
    ["production", false],
  ] as const)(
    "is one setting, its snapshot another, and the time of changes a third: %s with %s",
    (environment, value) => {
      expect(changed(environment, { deletion_protection: value })).toEqual([...PROTECTED].sort());
      expect(changed(environment, { database_final_snapshot: value })).toEqual([...KEPT].sort());
      expect(changed(environment, { database_apply_immediately: !value })).toEqual(["apply_immediately"]);
    },
  );

  it("keeps snapshot and backups of an unprotected database where the setting says so", () => {
    const { values } = database(platform("staging", { database_final_snapshot: true }));
    expect(values).toMatchObject({
      deletion_protection: false,
      skip_final_snapshot: false,
      final_snapshot_identifier: `${values.identifier}-final`,
      delete_automated_backups: false,
    });
  });

  it("keeps neither of a protected one where the setting says so", () => {
    const { values } = database(platform("production", { database_final_snapshot: false }));
    expect(values).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: true,
      delete_automated_backups: true,
    });
    expect(values).not.toHaveProperty("final_snapshot_identifier");
  });
});

describe("what AWS fixes when it creates a database", () => {
  const stack = platform("production");
  const memory = stack.resource("terraform_data", "rds_fixed-at-creation");
  const key = stack.resource("aws_kms_key");
  const remembered = (part: string) => `${memory.address}.output.${part}`;
  const still = (part: string, value: string) => `\${try(${remembered(part)}, ${value}) == ${value}}`;

  it("is remembered at creation, and not again", () => {
    expect(memory.values).toEqual({
      input: {
        username: "langgraph_admin",
        databaseName: "langgraph",
        keyOwner: "platform",
        kmsKey: key.ref("arn"),
        vpcCidr: "10.0.0.0/16",
        project: "langgraph",
        region: "us-east-1",
      },
      lifecycle: { ignore_changes: ["input"] },
    });
  });

  it("is refused with a sentence when the user, the name, the key, the network or what names are made of has changed", () => {
    expect(preconditions(stack)).toEqual({
      database_username: still("username", '"langgraph_admin"'),
      database_name: still("databaseName", '"langgraph"'),
      customer_managed_key: still("kmsKey", `${key.address}.arn`),
      vpc_cidr: still("vpcCidr", '"10.0.0.0/16"'),
      project_name: still("project", '"langgraph"'),
      aws_region: still("region", '"us-east-1"'),
    });
  });

  it("is held against the settings of now, also without a key of one's own", () => {
    const other = platform("staging", {
      database_username: "other",
      database_name: "agents",
      customer_managed_key: false,
    });
    expect(Object.values(preconditions(other)).slice(0, 3)).toEqual([
      still("username", '"other"'),
      still("databaseName", '"agents"'),
      expect.stringMatching(/ == "aws\/rds"\}$/),
    ]);
  });

  it("is judged by the key's ARN where a state is older than the memory of who owns the key", () => {
    const owner = (value: string) =>
      `\${try(${remembered("keyOwner")}, startswith(${remembered("kmsKey")}, "arn:") ? "platform" : "aws/rds") == "${value}"}`;
    const without = platform("staging", { customer_managed_key: false });
    expect(conditions(stack)).toContain(owner("platform"));
    expect(conditions(without)).toContain(owner("aws/rds"));
  });

  it("lets a plan go on where a state is older than a part of it: an attribute that is not there is no error", () => {
    for (const condition of conditions(stack)) expect(condition).toMatch(/^\$\{try\(\S+, .+\) == [^()]+\}$/);
  });

  it("is refused with what is true of each, and the way that leads there", () => {
    const said = new Map(
      checks(stack).map(({ error_message }) => [error_message.split(" ")[0], error_message]),
    );
    const beside = 'follow "Move to another network, name or region"';
    for (const name of ["database_username", "database_name", "customer_managed_key"]) {
      expect(said.get(name)).toMatch(/when it creates a database\..*follow "Move to a new database"/);
    }
    for (const [name, why] of [
      ["vpc_cidr", "a network's range"],
      ["project_name", "names are made from it"],
      ["aws_region", "another region"],
    ] as const) {
      expect(said.get(name)).toContain(why);
      expect(said.get(name)).toContain(beside);
    }
  });

  it.each(["Move to a new database", "Move to another network, name or region"])(
    "leads to a section that is there: %s",
    (title) => {
      expect(readFileSync("docs/operations.md", "utf8")).toContain(`\n## ${title}\n`);
    },
  );
});

describe("the copy of backups in a second region", () => {
  it("is not made unless a region is named", () => {
    expect(platform("production")).toHaveNoResource("aws_db_instance_automated_backups_replication");
    expect(platform("production").document.provider.aws).toHaveLength(1);
  });

  it("is encrypted with a key of that region, made and kept through that region's provider", () => {
    const stack = platform("production", EVERYTHING);
    const key = stack.resource("aws_kms_key", "rds_backup-copy-key");
    expect(key.values).toMatchObject({ provider: "aws.backup", enable_key_rotation: true });
    expect(key.values.policy).toContain("AccountDelegatesToIam");
    expect(stack.resource("aws_db_instance_automated_backups_replication").values).toEqual({
      provider: "aws.backup",
      source_db_instance_arn: database(stack).ref("arn"),
      retention_period: 7,
      kms_key_id: key.ref("arn"),
    });
    expect(stack.document.provider.aws).toContainEqual(
      expect.objectContaining({ alias: "backup", region: "us-west-2" }),
    );
  });

  it("takes nothing else to that region", () => {
    const there = platform("production", EVERYTHING)
      .resources()
      .filter(({ values }) => values.provider !== undefined);
    expect(there.map(({ type }) => type).sort()).toEqual([
      "aws_db_instance_automated_backups_replication",
      "aws_kms_key",
    ]);
  });
});
