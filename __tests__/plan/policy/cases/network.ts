import { type BrokenCase, type KeptCase, type OpenCase, production } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "a database port open to the world",
    () => production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "0.0.0.0/0" }, "rds_from-ecs"),
    /^no-open-ports .*Port 5432 \(tcp\) is open to 0\.0\.0\.0\/0/,
  ],
  [
    "a port open to IPv6",
    () => production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv6: "::/0" }, "rds_from-ecs"),
    /^no-open-ports .*::\/0/,
  ],
  [
    "half of the world",
    () =>
      production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "128.0.0.0/1" }, "rds_from-ecs"),
    /^no-open-ports .*128\.0\.0\.0\/1/,
  ],
  [
    "the test listener's port open to the world",
    () => production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "0.0.0.0/0" }, "test-nat-0"),
    /^no-open-ports .*Port 8443/,
  ],
  [
    "all ports of the load balancer",
    () =>
      production().set(
        "aws_vpc_security_group_ingress_rule",
        { ip_protocol: "-1", from_port: null, to_port: null },
        "port-443",
      ),
    /^no-open-ports .*All ports/,
  ],
  [
    "a range that begins at 443",
    () => production().set("aws_vpc_security_group_ingress_rule", { to_port: 444 }, "port-443"),
    /^no-open-ports .*Ports 443 to 444/,
  ],
  [
    "443 over UDP",
    () => production().set("aws_vpc_security_group_ingress_rule", { ip_protocol: "udp" }, "port-443"),
    /^no-open-ports .*443 \(udp\)/,
  ],
  [
    "443 of something that is no load balancer",
    () =>
      production().set(
        "aws_vpc_security_group_ingress_rule",
        { cidr_ipv4: "0.0.0.0/0", from_port: 443, to_port: 443 },
        "rds_from-ecs",
      ),
    /^no-open-ports .*not on a load balancer/,
  ],
  [
    "443 of an internal load balancer",
    () => production().set("aws_lb", { internal: true }),
    /^no-open-ports .*not on a load balancer/,
  ],
  [
    "a rule within a security group",
    () =>
      production().set(
        "aws_security_group",
        {
          ingress: [
            {
              cidr_blocks: ["10.0.0.0/16", "0.0.0.0/0"],
              ipv6_cidr_blocks: [],
              from_port: 22,
              to_port: 22,
              protocol: "tcp",
            },
          ],
        },
        "ecs_",
      ),
    /^no-open-ports aws_security_group\..*Port 22/,
  ],
  [
    "a rule of the old kind",
    () =>
      production().add("aws_security_group_rule", {
        type: "ingress",
        cidr_blocks: ["0.0.0.0/0"],
        from_port: 22,
        to_port: 22,
        protocol: "tcp",
      }),
    /^no-open-ports aws_security_group_rule\.extra: Port 22/,
  ],
  [
    "tasks with a public address",
    () => production().set("aws_ecs_service", { network_configuration: [{ assign_public_ip: true }] }),
    /^no-public-tasks aws_ecs_service\./,
  ],
  [
    "a scheduled task with one",
    () =>
      production().set("aws_cloudwatch_event_target", {
        ecs_target: [{ network_configuration: [{ assign_public_ip: true }] }],
      }),
    /^no-public-tasks aws_cloudwatch_event_target\./,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "an internal network of a whole zone",
    () =>
      production().set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "10.0.0.0/8" }, "rds_from-ecs"),
  ],
  ["the network that is not known, of one address", () => production()],
];

export const OPEN: readonly OpenCase[] = [
  [
    "the network that a rule lets in",
    () => production().unknown("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "rds_from-ecs"),
    /^no-open-ports .*networks/,
  ],
  [
    "the port",
    () =>
      production()
        .set("aws_vpc_security_group_ingress_rule", { cidr_ipv4: "0.0.0.0/0" }, "rds_from-ecs")
        .unknown("aws_vpc_security_group_ingress_rule", "from_port", "rds_from-ecs"),
    /^no-open-ports .*ports/,
  ],
];
