import { describe, expect, it } from "vitest";
import { isHidden, maskOf } from "../../../src/plan/masking";
import type { Json } from "../../../src/plan/model/json";
import { change, planOf } from "./plans";

const CANARY = "canary-7f3a9c2e";

function hides(parts: { readonly [key: string]: Json }, secret = CANARY): boolean {
  return !maskOf([planOf(parts)])
    .text(`<${secret}>`)
    .includes(secret);
}

describe("the secrets of a plan", () => {
  it.each<[string, { readonly [key: string]: Json }]>([
    [
      "after a change",
      { resource_changes: [change({ after: { x: CANARY }, after_sensitive: { x: true } })] },
    ],
    [
      "before a change",
      { resource_changes: [change({ before: { x: CANARY }, before_sensitive: { x: true } })] },
    ],
    [
      "before a change, when after it alone is marked",
      {
        resource_changes: [
          change({ before: { x: CANARY }, after: { x: "other-value" }, after_sensitive: { x: true } }),
        ],
      },
    ],
    [
      "deep in a value",
      {
        resource_changes: [
          change({ after: { a: [{}, { b: CANARY }] }, after_sensitive: { a: [{}, { b: true }] } }),
        ],
      },
    ],
    [
      "in a value that is marked as a whole",
      { resource_changes: [change({ after: { a: [{ b: CANARY }] }, after_sensitive: { a: true } })] },
    ],
    [
      "in a resource that is marked as a whole",
      { resource_changes: [change({ after: { b: CANARY }, after_sensitive: true })] },
    ],
    ["in drift", { resource_drift: [change({ before: { x: CANARY }, before_sensitive: { x: true } })] }],
    [
      "in a deferred change",
      {
        deferred_changes: [
          {
            reason: "provider_config_unknown",
            resource_change: change({ after: { x: CANARY }, after_sensitive: { x: true } }),
          },
        ],
      },
    ],
    [
      "in an output",
      {
        output_changes: {
          x: {
            actions: ["create"],
            before: null,
            after: CANARY,
            after_unknown: false,
            before_sensitive: false,
            after_sensitive: true,
          },
        },
      },
    ],
    [
      "in an output of the state",
      { prior_state: { values: { outputs: { x: { sensitive: true, value: [CANARY] } } } } },
    ],
    [
      "in the state of a module",
      {
        prior_state: {
          values: {
            root_module: {
              child_modules: [
                { resources: [{ mode: "data", values: { x: CANARY }, sensitive_values: { x: true } }] },
              ],
            },
          },
        },
      },
    ],
    [
      "in what is planned",
      {
        planned_values: {
          root_module: { resources: [{ values: { x: CANARY }, sensitive_values: { x: true } }] },
        },
      },
    ],
    [
      "in a variable that is declared sensitive",
      {
        variables: { x: { value: { deep: [CANARY] } } },
        configuration: { root_module: { variables: { x: { sensitive: true } } } },
      },
    ],
    [
      "in the default of one",
      { configuration: { root_module: { variables: { x: { sensitive: true, default: CANARY } } } } },
    ],
    [
      "in what a module's sensitive variable is given",
      {
        configuration: {
          root_module: {
            module_calls: {
              m: {
                expressions: { x: { constant_value: CANARY } },
                module: { variables: { x: { sensitive: true } } },
              },
            },
          },
        },
      },
    ],
    ["in a variable whose name says so", { variables: { db_password: { value: CANARY } } }],
    [
      "in an attribute whose name says so",
      { resource_changes: [change({ after: { settings: [{ api_key: CANARY }] } })] },
    ],
    ["in a list whose name says so", { resource_changes: [change({ after: { auth_token: [CANARY] } })] }],
    [
      "in the environment of a container",
      {
        resource_changes: [
          change({
            after: {
              container_definitions: JSON.stringify([{ environment: [{ name: "API_KEY", value: CANARY }] }]),
            },
          }),
        ],
      },
    ],
    [
      "in the environment of a container that was",
      {
        resource_changes: [
          change({
            before: {
              container_definitions: JSON.stringify([{ environment: [{ name: "API_KEY", value: CANARY }] }]),
            },
            after: { container_definitions: "[]" },
          }),
        ],
      },
    ],
    [
      "in a provider's configuration",
      {
        configuration: {
          provider_config: { aws: { expressions: { secret_key: { constant_value: CANARY } } } },
        },
      },
    ],
    [
      "in a block of a provider's configuration",
      {
        configuration: {
          provider_config: { x: { expressions: { login: [{ password: { constant_value: CANARY } }] } } },
        },
      },
    ],
    [
      "in JSON within JSON",
      {
        resource_changes: [
          change({ after: { x: JSON.stringify({ a: JSON.stringify({ password: CANARY }) }) } }),
        ],
      },
    ],
    [
      "in JSON within JSON, by name and value",
      {
        resource_changes: [
          change({
            after: { x: JSON.stringify([JSON.stringify([{ name: "DB_PASSWORD", value: CANARY }])]) },
          }),
        ],
      },
    ],
    [
      "in a data source",
      {
        prior_state: {
          values: { root_module: { resources: [{ mode: "data", values: { secret_string: CANARY } }] } },
        },
      },
    ],
    [
      "as a password in a sensitive URL",
      {
        resource_changes: [
          change({ after: { x: `postgresql://user:${CANARY}@host/db` }, after_sensitive: { x: true } }),
        ],
      },
    ],
    [
      "as a member of a sensitive JSON document",
      {
        resource_changes: [
          change({
            after: { x: JSON.stringify({ user: "x", password: CANARY }) },
            after_sensitive: { x: true },
          }),
        ],
      },
    ],
    [
      "as a member of JSON in sensitive JSON",
      {
        resource_changes: [
          change({
            after: { x: JSON.stringify({ a: JSON.stringify([CANARY]) }) },
            after_sensitive: { x: true },
          }),
        ],
      },
    ],
    [
      "as a line of a sensitive text",
      {
        resource_changes: [change({ after: { x: `one\n  ${CANARY}\nthree` }, after_sensitive: { x: true } })],
      },
    ],
  ])("are found %s", (_, parts) => {
    expect(hides(parts)).toBe(true);
  });

  it.each<[string, string]>([
    ["a region", "ap-southeast-1"],
    ["a zone", "us-east-1a"],
    ["a type", "aws_thing"],
    ["an attribute's name", "container_port"],
    ["a word of reports", "replaced"],
    ["an ARN", "arn:aws:iam::123456789012:role/langgraph-production"],
    ["a subnet", "subnet-0a1b2c3d4e5f60718"],
    ["an address of a network", "10.0.0.0/16"],
    ["a short string", "hunter2"],
    ["white space", "            "],
    ["a rule", "------------"],
  ])("do not hide %s everywhere, though it is marked", (_, value) => {
    const after = { x: value, container_port: 8000 };
    expect(hides({ resource_changes: [change({ after, after_sensitive: { x: true } })] }, value)).toBe(false);
  });

  it("are hidden wherever they have got to, also where nobody has marked them", () => {
    const marked = change({ after: { x: "zqkvwxjtbm" }, after_sensitive: { x: true } });
    const leaked = change({ after: { engine: "zqkvwxjtbm", tags: { leak: "zqkvwxjtbm" } } });
    expect(hides({ resource_changes: [marked, leaked] }, "zqkvwxjtbm")).toBe(true);
    const document = change({ after: { secret_string: JSON.stringify({ db: CANARY }) } });
    const open = change({ after: { insecure: CANARY } });
    expect(hides({ resource_changes: [document, open] }, CANARY)).toBe(true);
  });

  it.each(["my-master-password-1", "my-super-secret-99", "aws_tok_abc123xyz", "eu-north-9"])(
    "are hidden though they look like a region or a type: %s",
    (password) => {
      const marked = change({ after: { x: password }, after_sensitive: { x: true } });
      const environment = JSON.stringify([{ environment: [{ name: "DB_PASS", value: password }] }]);
      const named = change({ after: { container_definitions: environment } });
      expect(hides({ resource_changes: [marked] }, password)).toBe(true);
      expect(hides({ resource_changes: [named] }, password)).toBe(true);
      expect(isHidden(password, undefined, { key: "API_TOKEN" })).toBe(true);
    },
  );

  it.each([
    ["a URL", (password: string) => `postgres://app:${password}@db/agents`],
    ["a URL in a document", (password: string) => `{"x": "postgres://app:${password}@db/agents"}`],
    ["a document after white space", (password: string) => `\n  {"password": "${password}"}`],
  ])("are found in %s, where nothing is marked", (_, text) => {
    const after = { description: text(CANARY), user_data: CANARY };
    expect(hides({ resource_changes: [change({ after })] }, CANARY)).toBe(true);
  });

  it("are hidden where a part of a sensitive document stands unmarked, but for what is harmless", () => {
    const document = {
      region: "eu-central-1",
      account: "123456789012",
      label: "zqkvwxjtbm",
      deep: { other: CANARY },
    };
    const marked = change({ after: { value: JSON.stringify(document) }, after_sensitive: { value: true } });
    const open = change({
      address: "aws_ecs_cluster.a",
      after: { tags: { label: document.label, x: CANARY } },
    });
    const mask = maskOf([planOf({ resource_changes: [marked, open] })]);
    expect(mask.text(`eu-central-1 123456789012 zqkvwxjtbm ${CANARY}`)).toBe(
      "eu-central-1 123456789012 (sensitive) (sensitive)",
    );
  });

  it("are shown in addresses that they are a part of, however written, and nowhere else", () => {
    const moved = {
      ...(change({ address: "aws_thing.zqkvwxjtbm-new" }) as object),
      previous_address: "aws_thing.zqkvwxjtbm",
    };
    const secret = change({ after: { x: "zqkvwxjtbm" }, after_sensitive: { x: true } });
    const mask = maskOf([planOf({ resource_changes: [moved, secret] })]);
    expect(mask.text("aws_thing.zqkvwxjtbm-new aws_thing.zqkvwxjtbm zqkvwxjtbm")).toBe(
      "aws_thing.zqkvwxjtbm-new aws_thing.zqkvwxjtbm (sensitive)",
    );
    expect(mask.text("aws&#95;thing.zqkvwxjtbm aws_other.zqkvwxjtbm")).toBe(
      "aws&#95;thing.zqkvwxjtbm aws_other.(sensitive)",
    );
  });

  it("are hidden in the key of an address, but not in its names", () => {
    const address = `aws_thing.one["${CANARY}"]`;
    const secret = change({ after: { x: CANARY }, after_sensitive: { x: true } });
    const mask = maskOf([planOf({ resource_changes: [change({ address }), secret] })]);
    expect(mask.text(address)).toBe('aws_thing.one["(sensitive)"]');
  });

  it("do not hide numbers and booleans, nor the boundaries of a key", () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(2)}\n-----END PRIVATE KEY-----\n`;
    const after = { port: 54321098765, on: true, x: pem };
    const mask = maskOf([
      planOf({ resource_changes: [change({ after, after_sensitive: { port: true, on: true, x: true } })] }),
    ]);
    expect(mask.text("54321098765 true")).toBe("54321098765 true");
    expect(mask.text(`+ ${pem.split("\n")[1]}`)).toBe("+ (sensitive)");
    expect(mask.text("-----BEGIN PRIVATE KEY----- of another")).toBe(
      "-----BEGIN PRIVATE KEY----- of another",
    );
  });

  it("come from all plans, and are collected with the first use", () => {
    const plans = ["first-secret-1", "second-secret-2"].map((x) =>
      planOf({ resource_changes: [change({ after: { x }, after_sensitive: { x: true } })] }),
    );
    const mask = maskOf(plans);
    expect(mask.text("first-secret-1, second-secret-2")).toBe("(sensitive), (sensitive)");
    expect(mask.size).toBe(2);
    expect(maskOf([]).text(CANARY)).toBe(CANARY);
  });

  it("survive what is odd: __proto__, marks without values, values of other shapes", () => {
    const odd = JSON.parse(`{"__proto__": "${CANARY}", "list": "text", "constructor": null}`) as Json;
    const marks = JSON.parse(
      '{"__proto__": true, "list": [true], "missing": {"deep": true}, "constructor": true}',
    ) as Json;
    expect(hides({ resource_changes: [change({ after: odd, after_sensitive: marks })] })).toBe(true);
    const broken = change({ after: { container_definitions: `[{"name": "API_KEY", "value": ` } });
    expect(
      maskOf([
        planOf({ resource_changes: [broken], variables: { x: "?" }, configuration: { provider_config: [] } }),
      ]).size,
    ).toBe(0);
  });
});
