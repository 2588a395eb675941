import type { Rule } from "../rule";
import { UNKNOWN } from "../world/place";
import type { Resource } from "../world/resource";
import type { World } from "../world/world";

/** Security policies of load balancers that take TLS 1.2 and 1.3 only. */
const MODERN = /^ELBSecurityPolicy-(?:TLS13-1-[23]-|TLS-1-2-|FS-1-2-)/;

const tlsPolicy: Rule = {
  id: "tls-policy",
  title: "Listeners speak TLS 1.2 or newer",
  why: "TLS 1.0 and 1.1 are broken, and refused by audits; a listener without a policy takes the one of 2016, which allows both.",
  remedy: "Set `ssl_policy` to `ELBSecurityPolicy-TLS13-1-2-2021-06`, or a newer one.",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
  check(world, findings) {
    for (const listener of world.ofType("aws_lb_listener", "aws_alb_listener")) {
      const protocol = listener.at("protocol").value;
      if (protocol === UNKNOWN) findings.unknown(listener, "protocol");
      if (protocol !== "HTTPS" && protocol !== "TLS") continue;
      const { value } = listener.at("ssl_policy");
      if (value === UNKNOWN) findings.unknown(listener, "ssl_policy");
      else if (typeof value !== "string" || value === "")
        findings.violated(listener, "It names no `ssl_policy`.");
      else if (!MODERN.test(value)) findings.violated(listener, `${value} takes TLS 1.0 or 1.1.`);
    }
  },
};

const httpRedirects: Rule = {
  id: "http-redirects",
  title: "Where there is HTTPS, HTTP only redirects to it",
  why: "Requests with tokens and cookies would otherwise go in clear whenever somebody types the address without https.",
  remedy:
    "Make the default action of port 80 a redirect to HTTPS, or give it a rule that redirects every path.",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
  check(world, findings) {
    const listeners = world.ofType("aws_lb_listener", "aws_alb_listener");
    for (const listener of listeners) {
      if (listener.at("protocol").value !== "HTTP" || listener.at("port").number !== 80) continue;
      const balancers = world.namedBy(listener.at("load_balancer_arn"), listener);
      const hasHttps = listeners.some(
        (other) =>
          other.at("protocol").value === "HTTPS" &&
          world.namedBy(other.at("load_balancer_arn"), other).some((each) => balancers.includes(each)),
      );
      if (!hasHttps || redirects(listener, "default_action")) continue;
      const rules = redirectingRules(world);
      const listenersOf = rules.flatMap((rule) => world.namedBy(rule.at("listener_arn"), rule));
      if (listenersOf.includes(listener)) continue;
      if (listenersOf.includes(UNKNOWN)) findings.unknown(listener, "which rules are its own");
      else findings.violated(listener, "Port 80 does not redirect to HTTPS.");
    }
  },
};

/** Rules that redirect every path. */
function redirectingRules(world: World): readonly Resource[] {
  return world
    .ofType("aws_lb_listener_rule", "aws_alb_listener_rule")
    .filter((rule) => redirects(rule, "action") && isForAll(rule));
}

function redirects(resource: Resource, actions: string): boolean {
  return resource
    .at(actions)
    .elements.some((action) =>
      action.at("redirect").elements.some((each) => each.at("protocol").value === "HTTPS"),
    );
}

function isForAll(rule: Resource): boolean {
  return rule
    .at("condition")
    .elements.every((condition) =>
      condition
        .at("path_pattern")
        .elements.some((pattern) => pattern.at("values").texts.some((each) => each === "*" || each === "/*")),
    );
}

export const listenerRules: readonly Rule[] = [tlsPolicy, httpRedirects];
