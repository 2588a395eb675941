import { type BrokenCase, type OpenCase, production } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "an old TLS policy",
    () => production().set("aws_lb_listener", { ssl_policy: "ELBSecurityPolicy-2016-08" }, "alb_https"),
    /^tls-policy .*ELBSecurityPolicy-2016-08 takes/,
  ],
  [
    "no TLS policy",
    () => production().set("aws_lb_listener", { ssl_policy: null }, "alb_https"),
    /^tls-policy .*names no/,
  ],
  [
    "HTTP beside HTTPS",
    () => production().remove("aws_lb_listener_rule"),
    /^http-redirects aws_lb_listener\.alb_http_/,
  ],
  [
    "a redirect of a few paths",
    () =>
      production().set("aws_lb_listener_rule", { condition: [{ path_pattern: [{ values: ["/login"] }] }] }),
    /^http-redirects /,
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "the TLS policy",
    () => production().unknown("aws_lb_listener", "ssl_policy", "alb_https"),
    /^tls-policy .*ssl_policy/,
  ],
];
