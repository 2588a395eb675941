import type { AgentsReport } from "./agents";
import type { Change } from "./difference";
import type { ScalingState } from "./scaling";
import type { Snapshot } from "./snapshot";

/** What delivery tells while it goes on; whoever calls it decides how that looks. */
export type Report =
  | { readonly kind: "note" | "warning"; readonly text: string }
  /** What the new task set will differ in from what runs. */
  | { readonly kind: "changes"; readonly from: string; readonly changes: readonly Change[] }
  | { readonly kind: "headroom"; readonly desired: number; readonly scaling: ScalingState }
  | {
      readonly kind: "started";
      readonly deploymentId: string;
      readonly release: string;
      /** Steps of the traffic in words. */
      readonly strategy: string;
      /** Minutes in which traffic moves, once green is healthy; undefined for a configuration of others'. */
      readonly minutes: number | undefined;
      /** Minutes that the old tasks stay afterwards. */
      readonly terminationWaitMinutes: number;
    }
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot; readonly now: Date }
  /** Agents on the old and on the new tasks. */
  | { readonly kind: "agents"; readonly agents: AgentsReport; readonly now: Date }
  /** What is left to do if the command ended now. */
  | { readonly kind: "left"; readonly left: Left };

/** What an interrupted command leaves. */
export interface Left {
  readonly deploymentId?: string | undefined;
  readonly scalingSuspended: boolean;
  /** CodeDeploy was told to stop the deployment and to roll it back. */
  readonly stopping?: boolean;
}

export type Reporter = (report: Report) => void;
