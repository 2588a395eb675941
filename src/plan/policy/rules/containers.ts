import { isArray, isObject, type Json, list, member, text } from "../../model/json";
import { jsonOf } from "../documents";
import type { Findings, Rule } from "../rule";
import { UNKNOWN, type Unknown } from "../world/place";
import type { Resource } from "../world/resource";
import type { World } from "../world/world";

const unprivileged: Rule = {
  id: "containers-unprivileged",
  title: "Containers are not privileged, add no capabilities, and do not write to their own file system",
  why: "Whoever breaks into a container gets what it has: a privileged one the host, one that writes its own files a place to stay.",
  remedy:
    "Leave out `privileged` and added capabilities, set `readonlyRootFilesystem = true`, and mount a volume where it writes.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
  check(world, findings) {
    eachContainer(world, findings, (container, name, definition) => {
      if (member(container, "privileged") === true)
        findings.violated(definition, `The container ${name} is privileged.`);
      const added = list(member(member(container, "linuxParameters"), "capabilities"), "add");
      if (added.length > 0)
        findings.violated(definition, `The container ${name} adds capabilities: ${added.join(", ")}.`);
      if (member(container, "readonlyRootFilesystem") !== true) {
        findings.violated(definition, `The container ${name} may write to its root file system.`);
      }
    });
  },
};

const imagePinned: Rule = {
  id: "image-pinned",
  title: "Images are named by a version or a digest",
  why: "`latest` is another image tomorrow: tasks that are started by scaling then run what nobody has deployed, and rolling back brings nothing back.",
  remedy: "Name a version's tag, or better the digest.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html",
  check(world, findings) {
    eachContainer(world, findings, (container, name, definition) => {
      const image = text(container, "image");
      if (image === undefined || image.includes("@sha256:")) return;
      const tag = /:([^:/]*)$/.exec(image.replace(/\$\{[^}]*\}/g, "\0"))?.[1];
      if (tag === undefined && image.endsWith("}")) findings.unknown(definition, `the image of ${name}`);
      else if (tag?.includes("\0")) findings.unknown(definition, `the image's tag of ${name}`);
      else if (tag === undefined || tag === "latest") {
        findings.violated(
          definition,
          `The container ${name} runs ${tag === undefined ? "an image without a tag" : "the tag latest"}.`,
        );
      }
    });
  },
};

type Check = (container: Json, name: string, definition: Resource) => void;

/** Each container of each task definition. */
function eachContainer(world: World, findings: Findings, check: Check): void {
  for (const definition of world.ofType("aws_ecs_task_definition")) {
    const containers = containersOf(definition);
    if (containers === UNKNOWN) findings.unknown(definition, "container_definitions");
    else for (const each of containers) check(each, text(each, "name") ?? "without a name", definition);
  }
}

/** With `${...}` for what is not known in them. */
export function containersOf(definition: Resource): readonly Json[] | Unknown {
  const written = definition.at("container_definitions").text;
  if (typeof written !== "string") return written === UNKNOWN ? UNKNOWN : [];
  const document = jsonOf(written);
  if (document === undefined) return written.includes("${") ? UNKNOWN : [];
  return isArray(document) ? document.filter(isObject) : [];
}

export const containerRules: readonly Rule[] = [unprivileged, imagePinned];
