import type { Entry } from "./catalogue";
import { shortPath } from "./names";
import type { Resource } from "./resources";
import { weightOf } from "./weights";
import type { World } from "./world";

/** What a whole is called in its node. */
export function labelOf(whole: Resource, entry: Entry, world: World): string {
  switch (whole.type) {
    case "aws_subnet":
      return world.subnets.get(whole.address)?.zone ?? shortPath(whole, entry);
    case "aws_vpc_endpoint": {
      const service = serviceOf(whole, world);
      return service === undefined ? entry.label : `${service === "s3" ? "S3" : service} endpoint`;
    }
    case "aws_lb_target_group": {
      const { colour } = colourOf(whole);
      if (colour !== undefined) return colour === "blue" ? "Blue" : "Green";
      return shortPath(whole, entry);
    }
    default:
      return entry.label;
  }
}

/** Of AWS, that an endpoint is to: `ecr.api`. */
export function serviceOf(whole: Resource, { resources }: World): string | undefined {
  if (whole.type !== "aws_vpc_endpoint") return undefined;
  return resources.word(whole, "service_name")?.replace(/^com\.amazonaws\.[\w-]+\./, "");
}

/** Of a target group, as its construct is called. */
export function colourOf({ type, path }: Resource): { readonly colour?: "blue" | "green" } {
  if (type !== "aws_lb_target_group") return {};
  const colour = /(?:^|[^a-z])(blue|green)(?![a-z])/i.exec(path)?.[1]?.toLowerCase();
  return colour === "blue" || colour === "green" ? { colour } : {};
}

/** A target group's share of requests. */
export function weightDetail(whole: Resource, world: World): { readonly details?: readonly string[] } {
  if (whole.type !== "aws_lb_target_group") return {};
  const weight = weightOf(whole, world.resources);
  return { details: weight === undefined ? [] : [`${weight} %`] };
}
