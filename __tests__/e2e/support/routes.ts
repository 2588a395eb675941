import { setTimeout } from "node:timers/promises";
import type { LocalPlatform } from "./platform";
import { stateResource } from "./state";

type Route =
  | {
      readonly type: "forward";
      readonly targetGroups: readonly { readonly name: string; readonly weight: number }[];
      /** Share of requests that no healthy target answers. */
      readonly unavailableShare: number;
    }
  | { readonly type: "redirect"; readonly redirect: { readonly Protocol: string; readonly Port: string } }
  | { readonly type: "refused" };

/** Leaves the emulator time for the work that is watched. */
const PACE_MS = 50;

const balancerArns = new WeakMap<LocalPlatform, Promise<string>>();

/** Asked once: it takes Terraform seconds, and a platform keeps its load balancer until it is destroyed. */
function balancerArn(platform: LocalPlatform): Promise<string> {
  const known = balancerArns.get(platform);
  if (known !== undefined) return known;
  const asked = stateResource(platform.terraform, "aws_lb").then(({ values }) => String(values.arn));
  balancerArns.set(platform, asked);
  return asked;
}

/** What a request to the load balancer meets: colours with their share in percent, or where it is sent instead. */
export async function answers(
  platform: LocalPlatform,
  port: number,
): Promise<Readonly<Record<string, number>> | string> {
  const loadBalancerArn = await balancerArn(platform);
  const query = new URLSearchParams({ loadBalancerArn, port: String(port), path: "/" });
  const route = await platform.emulator.control<Route>("GET", `route?${query}`);
  if (route.type === "refused") return "refused";
  if (route.type === "redirect") return `${route.redirect.Protocol}:${route.redirect.Port}`;
  if (route.unavailableShare > 0) return `${route.unavailableShare * 100} % of requests get 503`;
  const serving = route.targetGroups.filter(({ weight }) => weight > 0);
  return Object.fromEntries(serving.map(({ name, weight }) => [name.split("-").at(-1), weight]));
}

/** Asks what a request meets before, again and again while, and after something else happens; gives every different answer. */
export async function answersDuring(
  platform: LocalPlatform,
  port: number,
  work: () => Promise<unknown>,
): Promise<readonly (Readonly<Record<string, number>> | string)[]> {
  const seen = new Map<string, Readonly<Record<string, number>> | string>();
  const look = async () => {
    const answer = await answers(platform, port);
    seen.set(JSON.stringify(answer), answer);
  };
  await look();
  let working = true;
  const watching = (async () => {
    while (working) {
      await setTimeout(PACE_MS);
      await look();
    }
  })();
  try {
    await work();
  } finally {
    working = false;
    await watching;
  }
  await look();
  return [...seen.values()];
}
