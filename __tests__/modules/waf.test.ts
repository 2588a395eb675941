import { describe, expect, it } from "vitest";
import { ENVIRONMENTS, platform } from "../support/synth";

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly statement: {
    readonly managed_rule_group_statement?: {
      readonly vendor_name: string;
      readonly name: string;
      readonly rule_action_override: readonly { readonly name: string; readonly action_to_use: object }[];
    };
    readonly rate_based_statement?: object;
  };
}

const stack = platform("production");
const acl = stack.resource("aws_wafv2_web_acl");
const rules = acl.values.rule as unknown as readonly Rule[];
const groups = rules.flatMap(({ statement }) => statement.managed_rule_group_statement ?? []);

describe("the web ACL", () => {
  it.each(ENVIRONMENTS)("stands before the load balancer of %s", (environment) => {
    const there = platform(environment);
    expect(there.resource("aws_wafv2_web_acl_association").values).toEqual({
      resource_arn: there.resource("aws_lb").ref("arn"),
      web_acl_arn: there.resource("aws_wafv2_web_acl").ref("arn"),
    });
  });

  it.each(ENVIRONMENTS)("can be left out in %s by a setting", (environment) => {
    const without = platform(environment, { waf_enabled: false });
    for (const type of ["web_acl", "web_acl_association", "web_acl_logging_configuration"]) {
      expect(without).toHaveNoResource(`aws_wafv2_${type}`);
    }
  });

  it("lets through what no rule blocks", () => {
    expect(acl.values).toMatchObject({ scope: "REGIONAL", default_action: { allow: {} } });
  });

  it("answers 429 to an address above the rate limit, before it looks at anything else", () => {
    expect(rules[0]).toMatchObject({
      priority: 0,
      action: { block: { custom_response: { response_code: 429 } } },
      statement: { rate_based_statement: { limit: 2000, aggregate_key_type: "IP" } },
    });
  });

  it("uses AWS's managed rules for bad and hidden addresses, common attacks, known bad inputs and SQL", () => {
    expect(groups.map(({ vendor_name, name }) => `${vendor_name} ${name}`)).toEqual([
      "AWS AWSManagedRulesAmazonIpReputationList",
      "AWS AWSManagedRulesCommonRuleSet",
      "AWS AWSManagedRulesKnownBadInputsRuleSet",
      "AWS AWSManagedRulesAnonymousIpList",
      "AWS AWSManagedRulesSQLiRuleSet",
    ]);
  });

  it("only counts what rules find in bodies, as prompts are long and quote code, and servers as callers, and overrides nothing else", () => {
    const overrides = groups.flatMap(({ rule_action_override }) => rule_action_override);
    expect(overrides.filter(({ action_to_use }) => JSON.stringify(action_to_use) !== '{"count":{}}')).toEqual(
      [],
    );
    expect(overrides.map(({ name }) => name).sort()).toEqual([
      "AnonymousIPList",
      "CrossSiteScripting_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "HostingProviderIPList",
      "JavaDeserializationRCE_BODY",
      "Log4JRCE_BODY",
      "SQLiExtendedPatterns_BODY",
      "SQLi_BODY",
      "SizeRestrictions_BODY",
    ]);
  });

  it("has a priority and a metric of its own for each rule", () => {
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });
});

describe("its logs", () => {
  const logging = stack.resource("aws_wafv2_web_acl_logging_configuration");
  const group = stack.resource("aws_cloudwatch_log_group", "waf_log-group");

  it("go to a group with the prefix that WAF insists on, and a retention", () => {
    expect(group.values).toMatchObject({ name: "aws-waf-logs-langgraph-production", retention_in_days: 365 });
    expect(logging.values).toMatchObject({
      resource_arn: acl.ref("arn"),
      log_destination_configs: [group.ref("arn")],
    });
  });

  it("never show what authenticates a request", () => {
    expect(logging.values.redacted_fields).toEqual(
      ["authorization", "cookie", "x-api-key"].map((name) => ({ single_header: { name } })),
    );
  });

  it("hold what was blocked or counted, and nothing else", () => {
    expect(logging.values.logging_filter).toEqual({
      default_behavior: "DROP",
      filter: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
            action_condition: { action },
          })),
        },
      ],
    });
  });
});
