import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api";
import type { Graph, Node } from "../graph";
import { aside } from "./aside";
import { ATTEMPTS, MOST, type Width } from "./attempts";
import { FlowPlan } from "./flow-plan";
import { type Box, type BoxStyle, type Line, moved, type Picture } from "./picture";

export type Flow = Pick<Picture, "width" | "height" | "boxes" | "lines">;

/** The network, with who is outside of it and who steers it, laid out by ELK. */
export async function layoutFlow(graph: Graph, width: Width): Promise<Flow> {
  const { Elk } = await import("./elk");
  const elk = new Elk();
  let narrowest: Flow = { width: 0, height: 0, boxes: [], lines: [] };
  for (const attempt of ATTEMPTS[width]) {
    const plan = new FlowPlan(graph, attempt);
    if (plan.nodes.all.length === 0) break;
    const flow = flowOf(await elk.layout(plan.root), plan);
    if (narrowest.width === 0 || flow.width < narrowest.width) narrowest = flow;
    if (flow.width <= MOST[width]) return flow;
  }
  return narrowest;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** ELK's places are from the corner of what holds a node, or an edge. */
function flowOf(done: ElkNode, plan: FlowPlan): Flow {
  const boxes: Box[] = [];
  const corners = new Map<string, Point>([["root", { x: 0, y: 0 }]]);
  const visit = (elk: ElkNode, corner: Point) => {
    const here = { x: corner.x + (elk.x ?? 0), y: corner.y + (elk.y ?? 0) };
    corners.set(elk.id, here);
    boxes.push(...boxesOf(elk, plan).map((each) => moved(each, here.x, here.y)));
    for (const each of elk.children ?? []) visit(each, here);
  };
  for (const each of done.children ?? []) visit(each, { x: 0, y: 0 });
  const lines = (done.edges ?? []).flatMap((each) =>
    lineOf(each, corners.get(each.container ?? "root"), plan),
  );
  const isFrame = ({ style }: Box) => style === "frame" || style === "tier";
  return {
    width: done.width ?? 0,
    height: done.height ?? 0,
    boxes: boxes.map((each) => (isFrame(each) ? aside(each, lines) : each)),
    lines,
  };
}

function boxesOf({ id, width = 0, height = 0 }: ElkNode, plan: FlowPlan): readonly Box[] {
  const block = plan.blocks.get(id);
  if (block !== undefined) return block.boxes;
  const node = plan.nodes.find(id);
  if (node === undefined) return [];
  const { texts } = plan.card(node, width);
  return [{ node, style: styleOf(node), x: 0, y: 0, width, height, texts }];
}

function styleOf({ kind }: Node): BoxStyle {
  if (kind === "vpc") return "frame";
  if (kind === "tier") return "tier";
  return kind === "outside" ? "outside" : "card";
}

function lineOf(elk: ElkExtendedEdge, corner: Point = { x: 0, y: 0 }, plan: FlowPlan): readonly Line[] {
  const edge = plan.edges[Number(elk.id)];
  const section = elk.sections?.[0];
  if (edge === undefined || section === undefined) return [];
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => ({
    x: x + corner.x,
    y: y + corner.y,
  }));
  const names = `${plan.nodes.nameOf(edge.from)} → ${plan.nodes.nameOf(edge.to)}`;
  const [label] = elk.labels ?? [];
  return [
    {
      kind: edge.kind,
      isRequestPath: edge.isRequestPath,
      points: plan.isUpward(edge) ? points.reverse() : points,
      title: edge.label === "" ? names : `${names}: ${edge.label}`,
      ...(edge.change && { change: edge.change }),
      ...(label && {
        label: {
          x: (label.x ?? 0) + corner.x,
          y: (label.y ?? 0) + corner.y,
          width: label.width ?? 0,
          height: label.height ?? 0,
          text: edge.label,
        },
      }),
    },
  ];
}
