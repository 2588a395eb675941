import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Alb } from "./alb";
import type { EncryptionKey } from "./encryption-key";

export interface WafProps {
  readonly naming: Naming;
  readonly alb: Alb;
  /** Requests that one address may make in five minutes. */
  readonly rateLimit: number;
  readonly logRetentionDays: number;
  /** @default - CloudWatch's own key */
  readonly key?: EncryptionKey | undefined;
}

interface ManagedRules {
  readonly name: string;
  /** Rules that count instead of block, since prompts are long and quote code, HTML and SQL. */
  readonly counted: readonly string[];
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
const MANAGED_RULES: readonly ManagedRules[] = [
  { name: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  {
    name: "AWSManagedRulesCommonRuleSet",
    counted: [
      "SizeRestrictions_BODY",
      "CrossSiteScripting_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "EC2MetaDataSSRF_BODY",
    ],
  },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", counted: ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"] },
  // an agent's callers are often servers, Jira's webhooks among them: what they come from is told, not refused
  { name: "AWSManagedRulesAnonymousIpList", counted: ["AnonymousIPList", "HostingProviderIPList"] },
  { name: "AWSManagedRulesSQLiRuleSet", counted: ["SQLi_BODY", "SQLiExtendedPatterns_BODY"] },
];

/** A web ACL before the load balancer; rules that read request bodies only count, as every longer prompt trips them. */
export class Waf extends Construct {
  public readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WafProps,
  ) {
    super(scope, id);
    const { naming, alb } = props;
    const acl = new Wafv2WebAcl(this, "web-acl", {
      name: naming.of("webAcl"),
      description: `Requests to ${naming.prefix}`,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [
        this.renderRateLimit(),
        ...MANAGED_RULES.map((group, index) => this.renderManaged(group, index + 1)),
      ],
      visibilityConfig: visibility(naming.of("webAcl")),
    });
    this.arn = acl.arn;
    new Wafv2WebAclAssociation(this, "association", { resourceArn: alb.arn, webAclArn: acl.arn });
    this.renderLogging();
  }

  private renderRateLimit(): Wafv2WebAclRule {
    return {
      name: "rate-limit",
      priority: 0,
      action: { block: { customResponse: { responseCode: 429 } } },
      // the provider's binding leaves statements untyped, so that Terraform's own names stand here
      statement: { rate_based_statement: { limit: this.props.rateLimit, aggregate_key_type: "IP" } },
      visibilityConfig: visibility("rate-limit"),
    };
  }

  private renderManaged(group: ManagedRules, priority: number): Wafv2WebAclRule {
    return {
      name: group.name,
      priority,
      overrideAction: { none: {} },
      statement: {
        managed_rule_group_statement: {
          vendor_name: "AWS",
          name: group.name,
          rule_action_override: group.counted.map((name) => ({ name, action_to_use: { count: {} } })),
        },
      },
      visibilityConfig: visibility(group.name),
    };
  }

  /** Blocked and counted requests, without what authenticates them. */
  private renderLogging(): void {
    const { naming, logRetentionDays, key } = this.props;
    // WAF writes only to groups of this prefix
    const name = `aws-waf-logs-${naming.prefix}`;
    const group = new CloudwatchLogGroup(this, "log-group", {
      name,
      retentionInDays: logRetentionDays,
      ...key?.forLogGroup(name),
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: this.arn,
      logDestinationConfigs: [group.arn],
      redactedFields: ["authorization", "cookie", "x-api-key"].map((name) => ({ singleHeader: { name } })),
      loggingFilter: {
        defaultBehavior: "DROP",
        filter: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
              actionCondition: { action },
            })),
          },
        ],
      },
    });
  }
}

function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
