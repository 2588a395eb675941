export type { Change, Edge, Graph, Node } from "./graph";
export { readGraph } from "./read-graph";
export { type SvgOptions, svg } from "./svg/svg";
