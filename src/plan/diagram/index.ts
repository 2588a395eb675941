export type { Edge, Graph, Node } from "./graph";
export { MERMAID_LIMITS, mermaid } from "./mermaid/mermaid";
export { graphsOf, readGraph } from "./read-graph";
export { STYLE } from "./svg/style";
export { svg } from "./svg/svg";
