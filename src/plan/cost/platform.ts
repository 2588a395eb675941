import { NotKnown, told } from "./attributes";
import type { World } from "./world";

const RELEASE = /^\/([\w-]+)\/([\w-]+)\/release$/;

/**
 * The environment of this platform that a plan is of, by two names that no other project has together: the parameter that its
 * releases are made from, and the task definition that is their template.
 *
 * @returns such as `production`; undefined for any other project
 */
export function environmentOf(world: World): string | undefined {
  let families: ReadonlySet<string> | undefined;
  for (const name of textsOf(world, "aws_ssm_parameter", "name")) {
    const [, project, environment] = RELEASE.exec(name) ?? [];
    if (project === undefined) continue;
    families ??= new Set(textsOf(world, "aws_ecs_task_definition", "family"));
    if (families.has(`${project}-${environment}-template`)) return environment;
  }
  return undefined;
}

function textsOf(world: World, type: string, attribute: string): readonly string[] {
  return world.ofType(type).flatMap((each) => {
    const read = told(each, attribute);
    return read instanceof NotKnown ? [] : (read.text(attribute) ?? []);
  });
}
