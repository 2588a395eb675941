/** What a picture shows, before it is laid out. */
export interface Graph {
  /** The stack's name. */
  readonly title: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** To how many objects the plan does what, the gravest first; without a plan undefined, and with one that changes nothing empty. */
  readonly tally?: readonly Tally[];
}

export interface Tally {
  readonly change: Change;
  readonly count: number;
}

export type NodeKind =
  /** Who talks with the stack from outside: the only ones without members. */
  | "outside"
  | "vpc"
  /** Subnets of a VPC with the same way out. */
  | "tier"
  | "subnet"
  | "gateway"
  | "endpoint"
  | "firewall"
  | "balancer"
  | "target-group"
  | "service"
  | "database"
  | "delivery"
  | "alarms"
  /** Any other resource that is in subnets. */
  | "workload"
  /** What has no place in a network: resources of one type each. */
  | "collection";

/** What is beside a network, in the order in which it is shown. */
export const AREAS = ["Secrets and keys", "Monitoring", "Storage", "Identity", "Other", "Terraform"] as const;

export type Area = (typeof AREAS)[number];

export interface Node {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly details: readonly string[];
  /** Node that it is in. */
  readonly parent?: string;
  /** Of what is beside the network. */
  readonly area?: Area;
  /** Addresses of cdk.tf.json, or of what the plan destroys; each is in one node. */
  readonly members: readonly string[];
  /** What the node lists one by one, of its members. */
  readonly items: readonly Item[];
  readonly encryption?: Encryption;
  readonly change?: Change;
  readonly colour?: "blue" | "green";
}

export interface Item {
  readonly label: string;
  readonly members: readonly string[];
  readonly encryption?: Encryption;
  readonly change?: Change;
}

/** At rest: with a KMS key of the stack, or with one of AWS's own. */
export type Encryption = "own key" | "AWS key";

/** What a plan does to any of a node's members, the gravest first. */
export type Change = "destroyed" | "replaced" | "forgotten" | "changed" | "added" | "imported" | "moved";

export type EdgeKind =
  /** Between listeners, target groups and tasks. */
  | "traffic"
  /** What security groups allow. */
  | "rule"
  /** The way out of subnets. */
  | "route"
  /** Who steers whom: alarms, CodeDeploy, the firewall. */
  | "control"
  /** Who reads or writes what; told in words, not drawn. */
  | "use";

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label: string;
  /** Addresses that say so. */
  readonly members: readonly string[];
  /** A request goes this way. */
  readonly isRequestPath: boolean;
  readonly change?: Change;
}
