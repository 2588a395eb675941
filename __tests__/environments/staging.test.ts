import { describe, expect, it } from "vitest";
import { production } from "../../src/environments/production";
import { staging } from "../../src/environments/staging";
import type { EnvironmentSettings } from "../../src/settings/schema";
import { platform } from "../support/synth";

const names = Object.keys(production) as (keyof EnvironmentSettings)[];

describe("staging", () => {
  it("has the same settings as production, no more and no less", () => {
    expect(Object.keys(staging).sort()).toEqual([...names].sort());
  });

  it("differs from production in what costs money or time and what keeps data from being destroyed, and in nothing else", () => {
    const differing = names.filter(
      (name) => JSON.stringify(staging[name]) !== JSON.stringify(production[name]),
    );
    expect(Object.fromEntries(differing.map((name) => [name, [staging[name], production[name]]]))).toEqual({
      agent_alarms: [
        { ...production.agent_alarms, hourly_cost_usd: 5, daily_spend_usd: 25 },
        { ...production.agent_alarms, hourly_cost_usd: 50, daily_spend_usd: 500 },
      ],
      alb_access_log_retention_days: [14, 90],
      database_apply_immediately: [true, false],
      database_final_snapshot: [false, true],
      database_instance_class: ["db.t3.small", "db.t3.medium"],
      database_multi_az: [false, true],
      database_storage_gib: [20, 100],
      deletion_protection: [false, true],
      deregistration_delay_seconds: [30, 300],
      fargate_spot: [true, false],
      nat_gateways: [1, 3],
      task_cpu: [512, 1024],
      task_desired_count: [1, 2],
      task_max_count: [4, 10],
      task_memory_mib: [1024, 2048],
      task_min_count: [1, 2],
    });
  });

  it("has nothing that production lacks", () => {
    const addresses = (environment: "staging" | "production") =>
      platform(environment)
        .resources()
        .map(({ address }) => address);
    const known = new Set(addresses("production"));
    expect(addresses("staging").filter((address) => !known.has(address))).toEqual([]);
  });

  it("becomes production by production's settings", () => {
    const promoted = platform("staging", production).text.replaceAll("staging", "production");
    const all = platform("production").text;
    expect(promoted.length).toBe(all.length);
    expect(promoted).toBe(all);
  });
});
