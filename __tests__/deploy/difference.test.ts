import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesBetween, type Shipment, shipmentOf } from "../../src/deploy/difference";
import { differences, withImage } from "../../src/deploy/task-definition";
import { CONTENT, PARAMETER, withApp } from "./fixtures";

const before = shipmentOf(CONTENT, PARAMETER);
const changes = (after: Partial<Shipment>) => changesBetween(before, { ...before, ...after });
const app = (change: object) => changes({ content: withApp(change) });

describe("what differs between two releases", () => {
  it("is nothing where nothing differs", () => {
    expect(changes({})).toEqual([]);
  });

  it("is the image alone where the image alone is another", () => {
    expect(changes({ content: withImage(CONTENT, "app", "registry.example.com/app:2") })).toEqual([
      { what: "image of app", before: "registry.example.com/app:1", after: "registry.example.com/app:2" },
    ]);
  });

  it.each([
    [
      "a changed variable, without its value",
      {
        environment: [
          { name: "LOG_LEVEL", value: "canary-value" },
          { name: "PORT", value: "8000" },
        ],
      },
      [{ what: "environment variable LOG_LEVEL of app changed" }],
    ],
    [
      "an added and a removed variable",
      {
        environment: [
          { name: "PORT", value: "8000" },
          { name: "REGION", value: "" },
        ],
      },
      [
        { what: "environment variable LOG_LEVEL of app removed" },
        { what: "environment variable REGION of app added" },
      ],
    ],
    [
      "all variables removed",
      { environment: [] },
      [
        { what: "environment variable LOG_LEVEL of app removed" },
        { what: "environment variable PORT of app removed" },
      ],
    ],
    [
      "a new version of a secret",
      { dockerLabels: { "secret-version.OPENAI_API_KEY": "2" } },
      [{ what: "version of secret OPENAI_API_KEY", before: "1", after: "2" }],
    ],
    [
      "another member of the container",
      { stopTimeout: 60 },
      [{ what: "stopTimeout of app", before: "none", after: "60" }],
    ],
  ])("is %s", (_, change, expected) => {
    expect(app(change)).toEqual(expected);
  });

  it("is a changed command or log option, without its words", () => {
    const after = app({
      command: ["--key=canary-value"],
      logConfiguration: { options: { token: "canary-value" } },
    });
    expect(after).toEqual([{ what: "command of app changed" }, { what: "logConfiguration of app changed" }]);
  });

  it("is a removed secret, with where it came from", () => {
    expect(app({ secrets: [] })).toEqual([
      {
        what: "secret OPENAI_API_KEY of app removed",
        before: "arn:aws:secretsmanager:us-east-1:123456789012:secret:openai",
        after: "none",
      },
    ]);
  });

  it.each<[string, Partial<Shipment>, object]>([
    ["size", { content: { ...CONTENT, cpu: "2048" } }, { what: "CPU units", before: "1024", after: "2048" }],
    [
      "network",
      { subnets: ["subnet-a"] },
      { what: "subnets", before: "subnet-a, subnet-b", after: "subnet-a" },
    ],
    ["platform", { platformVersion: "1.5.0" }, { what: "platform version", before: "1.4.0", after: "1.5.0" }],
    [
      "capacity",
      { capacity: [{ capacityProvider: "FARGATE", base: 0, weight: 1 }] },
      {
        what: "capacity",
        before: "FARGATE (base 2, weight 1), FARGATE_SPOT (base 0, weight 4)",
        after: "FARGATE (base 0, weight 1)",
      },
    ],
  ])("is the %s", (_, change, expected) => {
    expect(changes(change)).toEqual([expected]);
  });

  it("is a container that is added", () => {
    const containerDefinitions = [...(CONTENT.containerDefinitions ?? []), { name: "sidecar", image: "s:1" }];
    expect(changes({ content: { ...CONTENT, containerDefinitions } })).toEqual([
      { what: "container sidecar added" },
    ]);
  });
});

const entries = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[A-Z]{1,6}$/), value: fc.string({ maxLength: 5 }) }),
  { selector: ({ name }) => name },
);

describe("the comparison of contents", () => {
  it("finds nothing between lists of named things in another order", () => {
    fc.assert(
      fc.property(
        entries.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([one, other]) => {
          expect(differences({ environment: one }, { environment: other })).toEqual([]);
        },
      ),
    );
  });

  it("finds exactly the names whose value differs or that one side lacks", () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        const [before, after] = [one, other].map(
          (list) => new Map(list.map(({ name, value }) => [name, value])),
        );
        const names = new Set([...one, ...other].map(({ name }) => name));
        const expected = [...names].filter((name) => before?.get(name) !== after?.get(name)).sort();
        const found = differences({ environment: one }, { environment: other }).map(({ path }) => path[1]);
        expect([...new Set(found)]).toEqual(expected);
      }),
    );
  });

  it("takes what ECS leaves out or fills in for the same", () => {
    expect(differences({ a: [], b: 0, c: {}, e: "x" }, { d: false, e: "x" })).toEqual([]);
    expect(differences({ essential: false }, { essential: true })).toHaveLength(1);
  });

  it("tells two ports apart that differ in their protocol", () => {
    const [tcp, udp] = ["tcp", "udp"].map((protocol) => ({ containerPort: 8000, protocol }));
    expect(differences({ portMappings: [tcp, udp] }, { portMappings: [tcp] })).not.toEqual([]);
    expect(differences({ portMappings: [tcp, udp] }, { portMappings: [tcp, udp] })).toEqual([]);
  });

  it("keeps the order of words of a command", () => {
    expect(differences({ command: ["a", "b"] }, { command: ["b", "a"] })).toHaveLength(1);
  });
});
