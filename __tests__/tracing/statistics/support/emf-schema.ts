import type { Schema } from "@cfworker/json-schema";

const UNIT_PREFIXES = ["", "Kilo", "Mega", "Giga", "Tera"];
const SIZES = UNIT_PREFIXES.flatMap((prefix) =>
  ["bytes", "bits"].map((unit) =>
    prefix === "" ? `${unit[0]?.toUpperCase()}${unit.slice(1)}` : prefix + unit,
  ),
);
const UNITS = [
  ...["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"],
  ...SIZES,
  ...SIZES.map((size) => `${size}/Second`),
];

/**
 * JSON schema of the embedded metric format.
 *
 * Source: Specification: Embedded metric format, docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring.
 */
export const EMF_SCHEMA: Schema = {
  type: "object",
  required: ["_aws"],
  properties: {
    _aws: {
      type: "object",
      required: ["Timestamp", "CloudWatchMetrics"],
      properties: {
        Timestamp: { type: "integer" },
        CloudWatchMetrics: {
          type: "array",
          items: {
            type: "object",
            required: ["Namespace", "Dimensions", "Metrics"],
            properties: {
              Namespace: { type: "string", pattern: "^(.*)$", minLength: 1, maxLength: 1024 },
              Dimensions: {
                type: "array",
                minItems: 1,
                items: {
                  type: "array",
                  minItems: 0,
                  maxItems: 30,
                  items: { type: "string", pattern: "^(.*)$", minLength: 1, maxLength: 250 },
                },
              },
              Metrics: {
                type: "array",
                items: {
                  type: "object",
                  required: ["Name"],
                  properties: {
                    Name: { type: "string", pattern: "^(.*)$", minLength: 1, maxLength: 1024 },
                    Unit: { type: "string", pattern: `^(${UNITS.join("|")})$` },
                    StorageResolution: { type: "integer" },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
