import { type JsonObject, member, objectsIn, text } from "./json";
import type { Template } from "./stack";

/** A resource or data source of cdk.tf.json. */
export interface TemplateBlock {
  /** Without the index of an instance: `aws_subnet.private`, `data.aws_partition.current`. */
  readonly address: string;
  /** With `data.` before that of a data source. */
  readonly type: string;
  readonly name: string;
  /** The construct without the stack's name, such as `vpc/private-0`; undefined where CDKTF has not written it. */
  readonly path: string | undefined;
  readonly body: JsonObject;
}

export function templateBlocks(template: Template): readonly TemplateBlock[] {
  const blocks = (kind: string, prefix: string) =>
    objectsIn(member(template.json, kind)).flatMap(([type, byName]) =>
      objectsIn(byName).map(([name, body]) => ({
        address: `${prefix}${type}.${name}`,
        type: `${prefix}${type}`,
        name,
        path: constructPath(body, template),
        body,
      })),
    );
  return [...blocks("resource", ""), ...blocks("data", "data.")];
}

/** The construct that a block is made by, without the stack's name. */
export function constructPath(body: JsonObject, { stackName }: Template): string | undefined {
  const path = text(member(member(body, "//"), "metadata"), "path");
  return path?.startsWith(`${stackName}/`) ? path.slice(stackName.length + 1) : path;
}
