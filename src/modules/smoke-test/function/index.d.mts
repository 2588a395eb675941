/** What CodeDeploy sends to the function of a hook. */
export interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

export function handler(event: HookEvent): Promise<void>;
