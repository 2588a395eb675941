import { expect } from "vitest";
import type { Host } from "./hosts";
import { type Network, WORLD } from "./network";

/** What differs between the stacks that are looked at. */
export interface Scenario {
  readonly natGateways: number;
  /** Whom the load balancer is open to. */
  readonly clients: readonly string[];
  readonly ports: readonly number[];
  readonly testPort: number;
  /** Whom its test listener is open to, beside the NAT gateways. */
  readonly testers: readonly string[];
  readonly endpoints: readonly string[];
  readonly hasSmokeTest: boolean;
}

export type Promised = (network: Network, scenario: Scenario) => void;

const ALB = "alb_load-balancer";
const TASKS = "ecs_service";
const DATABASE = "rds_instance";
const SMOKE_TEST = "smoke-test_function";
const VPC = "10.0.0.0/16";
const PRIVATE = ["vpc_private-0", "vpc_private-1", "vpc_private-2"];
const PUBLIC = ["vpc_public-0", "vpc_public-1", "vpc_public-2"];
const PORTS = [22, 80, 443, 5432, 8000, 8080, 8443];

/** What must hold of who can connect to whom. */
export const PROMISES: Readonly<Record<string, Promised>> = {
  "every private subnet leaves by a NAT gateway, its own zone's where there is one, and every public one directly":
    (network, { natGateways }) => {
      expect(network.exits).toEqual([
        ...PRIVATE.map((subnet, zone) => `${subnet} -> vpc_nat-${zone % natGateways}`),
        ...PUBLIC.map((subnet) => `${subnet} -> internet`),
      ]);
    },

  "rules let in who is meant, and nobody else": (network, scenario) => {
    const { clients, ports, testers, testPort, endpoints, natGateways } = scenario;
    const gateways = Array.from({ length: natGateways }, (_, index) => `vpc_nat-${index}-address`);
    const expected = [
      ...clients.flatMap((client) => ports.map((port) => `${client} -> ${ALB}:${port}`)),
      ...[...testers, ...gateways].map((tester) => `${tester} -> ${ALB}:${testPort}`),
      `${ALB} -> ${TASKS}:1-65535`,
      `${TASKS} -> ${DATABASE}:5432`,
      ...(endpoints.length > 0 ? [`${VPC} -> ${endpoints.join(" and ")}:443`] : []),
    ];
    expect(network.admissions).toEqual(expected.sort());
  },

  "rules let out where it is needed, and nowhere else": (network, { hasSmokeTest, testPort }) => {
    const expected = [
      `${ALB} -> ${TASKS}:1-65535`,
      `${TASKS} -> ${DATABASE}:5432`,
      `${TASKS} -> ${WORLD}:443`,
      ...(hasSmokeTest ? [`${SMOKE_TEST} -> ${WORLD}:443`, `${SMOKE_TEST} -> ${WORLD}:${testPort}`] : []),
    ];
    expect(network.departures).toEqual(expected.sort());
  },

  "clients on the internet reach the load balancer's ports, and nothing else": (
    network,
    { clients, ports },
  ) => {
    for (const client of clients) {
      expect(network.reachableFrom(client)).toEqual([...ports].sort().map((port) => `${ALB}:${port}`));
    }
  },

  "anybody else on the internet reaches nothing": (network, { clients }) => {
    if (!clients.includes(WORLD)) expect(network.reachableFrom(WORLD)).toEqual([]);
  },

  "the load balancer reaches the tasks": (network) => {
    expect(network.reaches(network.host(ALB), network.host(TASKS), 8000)).toBe(true);
  },

  "tasks reach the database": (network) => {
    expect(network.reaches(network.host(TASKS), network.host(DATABASE), 5432)).toBe(true);
  },

  "nothing else reaches the database, and it reaches nothing": (network) => {
    const database = network.host(DATABASE);
    const others = network.hosts.filter(({ name }) => name !== TASKS && name !== DATABASE);
    expect(others.flatMap((host) => reached(network, host, database))).toEqual([]);
    expect(network.hosts.flatMap((host) => reached(network, database, host))).toEqual([]);
    expect(PORTS.filter((port) => network.reachesInternet(database, port))).toEqual([]);
  },

  "tasks reach the internet by HTTPS through NAT, and S3 without it": (network) => {
    const tasks = network.host(TASKS);
    expect(PORTS.filter((port) => network.reachesInternet(tasks, port))).toEqual([443]);
    expect(network.reachesByEndpoint(tasks, "s3")).toBe(true);
  },

  "tasks reach each interface endpoint": (network, { endpoints }) => {
    const tasks = network.host(TASKS);
    for (const endpoint of endpoints) expect(network.reaches(tasks, network.host(endpoint), 443)).toBe(true);
  },

  "the smoke test reaches the test listener": (network, { hasSmokeTest, testPort }) => {
    if (!hasSmokeTest) return;
    expect(network.reachesPublicly(network.host(SMOKE_TEST), network.host(ALB), testPort)).toBe(true);
  },
};

function reached(network: Network, from: Host, to: Host): readonly string[] {
  return PORTS.filter((port) => network.reaches(from, to, port)).map(
    (port) => `${from.name} -> ${to.name}:${port}`,
  );
}
