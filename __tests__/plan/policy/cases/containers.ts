import { type BrokenCase, container, type KeptCase, type OpenCase, production } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  ["a privileged container", () => container({ privileged: true }), /^containers-unprivileged .*privileged/],
  [
    "a container with a capability",
    () => container({ linuxParameters: { capabilities: { add: ["SYS_PTRACE"] } } }),
    /^containers-unprivileged .*SYS_PTRACE/,
  ],
  [
    "a container that writes its own files",
    () => container({ readonlyRootFilesystem: false }),
    /^containers-unprivileged .*root file system/,
  ],
  [
    "the tag latest",
    () => container({ image: "repository:5000/app:latest" }),
    /^image-pinned .*the tag latest/,
  ],
  [
    "an image without a tag",
    () => container({ image: "repository:5000/app" }),
    /^image-pinned .*without a tag/,
  ],
];

export const KEPT: readonly KeptCase[] = [
  ["an image by digest", () => container({ image: `repository/app@sha256:${"a".repeat(64)}` })],
];

export const OPEN: readonly OpenCase[] = [
  [
    "what containers are like",
    () => production().unknown("aws_ecs_task_definition", "container_definitions"),
    /^containers-unprivileged .*container_definitions/,
  ],
];
