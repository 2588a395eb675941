import { type Alb, COLOURS } from "../alb";
import type { Ecs } from "../ecs";
import type { AlarmMetric } from "./alarm";

/** Metrics of the load balancer, as alarms and the dashboard name them. */
export class AlbMetrics {
  constructor(private readonly alb: Alb) {}

  private get loadBalancer(): Readonly<Record<string, string>> {
    return { LoadBalancer: this.alb.arnSuffix };
  }

  /** One metric for each colour. */
  public perColour(name: string, statistic: AlarmMetric["statistic"]): readonly AlarmMetric[] {
    return COLOURS.map((colour) => ({
      namespace: "AWS/ApplicationELB",
      name,
      statistic,
      dimensions: { ...this.loadBalancer, TargetGroup: this.alb.targetGroups[colour].arnSuffix },
    }));
  }

  /** A metric of the load balancer as a whole. */
  public total(name: string, statistic: AlarmMetric["statistic"]): AlarmMetric {
    return { namespace: "AWS/ApplicationELB", name, statistic, dimensions: this.loadBalancer };
  }

  /** Errors of the tasks of both colours, and the load balancer's own where tasks crash or hang. */
  public errors(): readonly AlarmMetric[] {
    return [
      ...this.perColour("HTTPCode_Target_5XX_Count", "Sum"),
      this.total("HTTPCode_ELB_5XX_Count", "Sum"),
    ];
  }
}

/** A metric of the service. */
export function serviceMetric(ecs: Ecs, name: string, statistic: AlarmMetric["statistic"]): AlarmMetric {
  return {
    namespace: "AWS/ECS",
    name,
    statistic,
    dimensions: { ClusterName: ecs.cluster.name, ServiceName: ecs.service.name },
  };
}
