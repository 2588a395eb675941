/** A price list in AWS's CSV form, with the columns in its order; what is left out is empty. */
export const COLUMNS = [
  ...[
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "PriceDescription",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
  ],
  ...[
    "Unit",
    "PricePerUnit",
    "Currency",
    "RelatedTo",
    "LeaseContractLength",
    "PurchaseOption",
    "OfferingClass",
  ],
  ...[
    "Product Family",
    "serviceCode",
    "Location",
    "Location Type",
    "Instance Type",
    "Database Engine",
    "License Model",
  ],
  ...[
    "Deployment Option",
    "Volume Type",
    "Transfer Type",
    "usageType",
    "operation",
    "Region Code",
    "serviceName",
  ],
] as const;

export type Column = (typeof COLUMNS)[number];
export type Rate = Readonly<Partial<Record<Column, string>>>;

export function about(service: string, day = "2026-11-20"): readonly (readonly string[])[] {
  return [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", 'This pricing list is for informational purposes only, "as is"'],
    ["Publication Date", `${day}T17:45:21Z`],
    ["Version", "20261120174521"],
    ["OfferCode", service],
    COLUMNS,
  ];
}

let sku = 0;

/** A rate of a product of its own; one that starts later is a tier of the product before it, as AWS lists them. */
export function rate(usageType: string, usd: string, more: Rate = {}): readonly string[] {
  if ((more.StartingRange ?? "0") === "0") sku += 1;
  const own: Rate = {
    SKU: `SKU${sku}`,
    RateCode: `SKU${sku}.JRTCKXETXF.6YS6EN2CT7`,
    TermType: "OnDemand",
    StartingRange: "0",
    EndingRange: "Inf",
    PricePerUnit: usd,
    Currency: "USD",
    usageType,
    ...more,
  };
  return COLUMNS.map((column) => own[column] ?? "");
}

export function csvLine(fields: readonly string[]): string {
  return `${fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")}\n`;
}

export function csv(service: string, rates: readonly (readonly string[])[], day?: string): string {
  return [...about(service, day), ...rates].map(csvLine).join("");
}

const postgres = (more: Rate): Rate => ({
  "Database Engine": "PostgreSQL",
  "Product Family": "Database Instance",
  ...more,
});

/**
 * What the lists of one region have, with what lies beside it: free tiers, Outposts, reserved, other engines, other regions.
 *
 * @param prefix before usage types, such as `EUC1-`
 */
export function listsOf(
  region: string,
  prefix: string,
): Readonly<Record<string, readonly (readonly string[])[]>> {
  const at = (usage: string, usd: string, more: Rate = {}) =>
    rate(`${prefix}${usage}`, usd, { "Region Code": region, ...more });
  const instance = (type: string, single: string, multi: string) => [
    at(
      `InstanceUsage:${type}`,
      single,
      postgres({ "Instance Type": type, "Deployment Option": "Single-AZ" }),
    ),
    at(`Multi-AZUsage:${type}`, multi, postgres({ "Instance Type": type, "Deployment Option": "Multi-AZ" })),
    at(
      `Outposts-InstanceUsage:${type}`,
      "9.99",
      postgres({ "Instance Type": type, "Deployment Option": "Single-AZ" }),
    ),
    at(`InstanceUsage:${type}`, "0.001", {
      "Database Engine": "MySQL",
      "Instance Type": type,
      "Deployment Option": "Single-AZ",
    }),
    at(
      `HeavyUsage:${type}`,
      "0.002",
      postgres({ TermType: "Reserved", "Instance Type": type, "Deployment Option": "Single-AZ" }),
    ),
  ];
  const families = ["t3", "m5", "m6g", "r5", "r6g"].flatMap((family) =>
    [
      ...(family === "t3" ? ["micro", "small", "medium"] : []),
      "large",
      "xlarge",
      "2xlarge",
      "4xlarge",
      "8xlarge",
    ]
      .map((size) => `db.${family}.${size}`)
      .filter((type) => !/^db\.t3\.[48]xlarge$/.test(type)),
  );
  const application = { operation: "LoadBalancing:Application" };
  return {
    AmazonCloudWatch: [
      at("DataProcessing-Bytes", "0.6300000000"),
      at("VendedLog-Bytes", "0.6300000000", { EndingRange: "10240" }),
      at("VendedLog-Bytes", "0.3150000000", { StartingRange: "10240" }),
      at("TimedStorage-ByteHrs", "0.0324000000"),
      at("CW:MetricMonitorUsage", "0.3000000000"),
      at("CW:AlarmMonitorUsage", "0.1000000000"),
      at("CW:HighResAlarmMonitorUsage", "0.3000000000"),
      at("CW:CompositeAlarmMonitorUsage", "0.5000000000"),
    ],
    AmazonEC2: [
      at("NatGateway-Hours", "0.0530000000"),
      at("NatGateway-Bytes", "0.0520000000"),
      at("RegionalNatGateway-Hours", "7.0000000000"),
      at("BoxUsage:t3.medium", "0.0480000000"),
    ],
    AmazonECS: [
      at("Fargate-vCPU-Hours:perCPU", "0.0465600000"),
      at("Fargate-GB-Hours", "0.0051100000"),
      at("Fargate-ARM-vCPU-Hours:perCPU", "0.0372500000"),
      at("Fargate-ARM-GB-Hours", "0.0040900000"),
      at("Fargate-EphemeralStorage-GB-Hours", "0.0001320000"),
      at("Fargate-Windows-vCPU-Hours:perCPU", "0.1050000000"),
    ],
    AmazonRDS: [
      ...families.flatMap((type, n) => instance(type, `0.0${84 + n}0000000`, `0.1${68 + n}0000000`)),
      at("RDS:GP3-Storage", "0.1370000000", { "Database Engine": "Any" }),
      at("RDS:Multi-AZ-GP3-Storage", "0.2740000000", { "Database Engine": "Any" }),
      at("RDS:GP2-Storage", "0.1370000000", { "Database Engine": "PostgreSQL" }),
      at("RDS:Multi-AZ-GP2-Storage", "0.2740000000", { "Database Engine": "PostgreSQL" }),
      at("RDS:ChargedBackupUsage", "0.0950000000", { "Database Engine": "PostgreSQL" }),
      at("RDS:ChargedBackupUsage", "0.0210000000", { "Database Engine": "Aurora PostgreSQL" }),
    ],
    AmazonS3: [
      at("TimedStorage-ByteHrs", "0.0245000000", { "Volume Type": "Standard", EndingRange: "51200" }),
      at("TimedStorage-ByteHrs", "0.0235000000", { "Volume Type": "Standard", StartingRange: "51200" }),
      at("TimedStorage-ByteHrs", "0.0100000000", { "Volume Type": "Other" }),
      at("Requests-Tier1", "0.0000054000"),
      at("Requests-Tier2", "0.0000004300"),
    ],
    AmazonSNS: [
      at("Requests-Tier1", "0.0000000000", { EndingRange: "1000000" }),
      at("Requests-Tier1", "0.0000005000", { StartingRange: "1000000" }),
      at("DeliveryAttempts-SMTP", "0.0000000000", { EndingRange: "1000" }),
      at("DeliveryAttempts-SMTP", "0.0000200000", { StartingRange: "1000" }),
    ],
    AmazonVPC: [
      at("PublicIPv4:InUseAddress", "0.0050000000"),
      at("VpcEndpoint-Hours", "0.0120000000"),
      at("VpcEndpoint-Bytes", "0.0100000000", { EndingRange: "1048576" }),
      at("VpcEndpoint-Bytes", "0.0060000000", { StartingRange: "1048576" }),
    ],
    AWSDataTransfer: [
      at("DataTransfer-Out-Bytes", "0.0000000000", { "Transfer Type": "AWS Outbound", EndingRange: "100" }),
      at("DataTransfer-Out-Bytes", "0.0900000000", { "Transfer Type": "AWS Outbound", StartingRange: "100" }),
      at("DataTransfer-Regional-Bytes", "0.0100000000", { "Transfer Type": "IntraRegion" }),
    ],
    AWSELB: [
      at("LoadBalancerUsage", "0.0270000000", application),
      at("LCUUsage", "0.0080000000", application),
      at("LoadBalancerUsage", "0.0300000000", { operation: "LoadBalancing" }),
      at("TS-LoadBalancerUsage", "0.0050000000", application),
      at("Outposts-LCUUsage", "0.0000000000", application),
    ],
    AWSLambda: [
      rate("Global-Request", "0.0000000000", { EndingRange: "1000000" }),
      at("Request", "0.0000002000"),
      at("Lambda-GB-Second", "0.0000166667", { EndingRange: "6000000000" }),
      at("Lambda-GB-Second", "0.0000150000", { StartingRange: "6000000000" }),
      at("Lambda-GB-Second-ARM", "0.0000133334"),
    ],
    AWSSecretsManager: [
      at("AWSSecretsManager-Secrets", "0.4000000000"),
      at("AWSSecretsManagerAPIRequest", "0.0000050000"),
    ],
    awskms: [
      rate(`${region}-KMS-Keys`, "1.0000000000"),
      rate(`${region}-KMS-Requests`, "0.0000000000", { EndingRange: "20000" }),
      rate(`${region}-KMS-Requests`, "0.0000030000", { StartingRange: "20000" }),
    ],
    awswaf: [
      at("WebACLV2", "5.0000000000"),
      at("RuleV2", "1.0000000000"),
      at("RequestV2-Tier1", "0.0000006000"),
      at("ShieldProtected-RuleV2", "0.0000000000"),
    ],
  };
}
