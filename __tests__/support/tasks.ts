import type { Synthesised } from "./terraform-json";

/** A container of the template, as far as tests look at it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly dependsOn?: readonly { readonly containerName: string; readonly condition: string }[];
  readonly portMappings?: readonly object[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly dockerLabels?: Readonly<Record<string, string>>;
  readonly healthCheck?: object;
  readonly linuxParameters?: object;
  readonly stopTimeout?: number;
  readonly readonlyRootFilesystem: boolean;
  readonly mountPoints?: readonly { readonly sourceVolume: string; readonly containerPath: string }[];
  readonly logConfiguration: object;
}

export function containers(stack: Synthesised): readonly Container[] {
  return stack.resource("aws_ecs_task_definition").json<readonly Container[]>("container_definitions");
}

export function container(stack: Synthesised, name = "app"): Container {
  const found = containers(stack).find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no container ${name}`);
  return found;
}

/** A container's environment variables, secrets aside. */
export function environmentOf(stack: Synthesised, name = "app"): Readonly<Record<string, string>> {
  return Object.fromEntries(container(stack, name).environment.map((each) => [each.name, each.value]));
}
