import { z } from "zod";

const emf = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().default("None") })),
      }),
    ),
  }),
});

/** One value of a metric, as the emulator takes it. */
export interface Datapoint {
  readonly timestamp: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: string;
}

/**
 * What CloudWatch makes of a line of a log: each value of each metric under each set of dimensions; nothing of what is no
 * metric.
 *
 * Source: Specification: Embedded metric format, docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring.
 *
 * @param aheadMs milliseconds that CloudWatch's clock is ahead of the one that the line was written by
 * @throws for a line that names a member which it does not have
 */
export function datapointsOf(text: string, aheadMs: number): readonly Datapoint[] {
  if (!text.startsWith('{"_aws"')) return [];
  const line = emf.parse(JSON.parse(text));
  const timestamp = new Date(line._aws.Timestamp + aheadMs).toISOString();
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: metricName, Unit: unit }) =>
      Dimensions.flatMap((names) => {
        const dimensions = Object.fromEntries(names.map((name) => [name, z.string().parse(line[name])]));
        const values = z.union([z.number(), z.array(z.number()).max(100)]).parse(line[metricName]);
        return [values]
          .flat()
          .map((value) => ({ timestamp, namespace, metricName, dimensions, value, unit }));
      }),
    ),
  );
}
