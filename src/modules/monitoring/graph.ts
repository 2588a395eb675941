/** One line of a graph as CloudWatch writes it: namespace, name, pairs of dimensions, options; or options alone. */
export type Metric = readonly (string | object)[];

/** One graph of the dashboard. */
export interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** A horizontal line. @default - none */
  readonly line?: { readonly label: string; readonly value: number };
  /** Seconds that a datapoint is over. @default 60 */
  readonly periodSeconds?: number;
  /** Where its own time range starts, which ends now, such as `-P1D`. @default - the dashboard's time range */
  readonly start?: string;
}
