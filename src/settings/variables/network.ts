import { z } from "zod";
import { ONE_OF_LOG_RETENTIONS } from "../data/log-retention";
import { fixed } from "../variable";

const cidr = () => z.cidrv4();

/** Interface endpoints that the platform knows how to use, by the last part of their service name. */
const INTERFACE_ENDPOINTS = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages"] as const;

export const network = {
  vpc_cidr: fixed(
    cidr().regex(/\/(1[6-9]|20)$/),
    "Address range of the VPC; six subnets are cut out of it",
    "an IPv4 range from /16 to /20 such as 10.0.0.0/16",
  ),
  nat_gateways: fixed(
    z.int().min(1).max(3),
    "Number of NAT gateways: 3 survive the loss of a zone, 1 costs a third",
    "1, 2 or 3",
  ),
  interface_endpoints: fixed(
    z.array(z.enum(INTERFACE_ENDPOINTS)),
    "AWS services to reach through interface endpoints instead of NAT; each costs per hour and zone",
    `a list of ${INTERFACE_ENDPOINTS.join(", ")}`,
  ),
  flow_log_retention_days: fixed(z.int(), "Days to keep VPC flow logs", ONE_OF_LOG_RETENTIONS),
  allowed_cidrs: fixed(
    z.array(cidr()).min(1),
    "Address ranges that may reach the load balancer",
    'a list of IPv4 ranges such as ["0.0.0.0/0"]',
  ),
  test_listener_cidrs: fixed(
    z.array(cidr()),
    "Address ranges that may reach the test listener, beside the platform's own NAT gateways",
    "a list of IPv4 ranges, none of them the whole world",
  ),
  acm_certificate_arn: fixed(
    z
      .string()
      .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/)
      .optional(),
    "ACM certificate of the HTTPS listener, in the same region; without it the load balancer speaks HTTP; where it was there from the beginning, docs/operations.md tells how to take it out",
    "arn:aws:acm:<region>:<account>:certificate/<id>",
  ),
  alb_idle_timeout_seconds: fixed(
    z.int().min(1).max(4000),
    "Seconds without a byte after which the load balancer closes a connection; agents stream, so well above 60",
    "1 to 4000",
  ),
  deregistration_delay_seconds: fixed(
    z.int().min(0).max(3600),
    "Seconds that a task which is to end may go on answering what it has begun; as long as the longest stream",
    "0 to 3600",
  ),
  alb_access_log_retention_days: fixed(
    z.int().min(1).max(3650),
    "Days to keep the load balancer's access logs",
    "1 to 3650",
  ),
  waf_enabled: fixed(
    z.boolean(),
    "Put a web ACL before the load balancer: AWS managed rules, a rate limit, logs without Authorization",
  ),
  waf_rate_limit: fixed(
    z.int().min(10).max(2_000_000_000),
    "Requests that one address may make in five minutes before it is blocked",
    "10 to 2000000000",
  ),
};
