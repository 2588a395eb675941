import { describe, expect, it } from "vitest";
import { type Difference, differencesOf, Masker } from "../../../src/plan/diff";
import { maskOf } from "../../../src/plan/masking";
import { readPlan } from "../../../src/plan/model/read";
import { planText, resource } from "../support/plans";

type Values = Readonly<Record<string, unknown>>;

function differences(before: Values | null, after: Values | null, more: Values = {}): readonly Difference[] {
  const actions = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  const plan = readPlan(
    planText([resource("aws_thing.one", { actions, before, after, ...more })]),
    "tfplan.json",
  );
  const [change] = plan.changes;
  return change ? differencesOf(change, new Masker(maskOf([plan]))) : [];
}

/** What differs, in a line each. */
function told(before: Values | null, after: Values | null, more: Values = {}): readonly string[] {
  return differences(before, after, more).map(({ path, change, before: was, after: is, note }) => {
    const values = [was, is].filter((each) => each !== undefined).map((each) => JSON.stringify(each));
    return `${change} ${path} ${values.join(" -> ")}${note === undefined ? "" : ` (${note})`}`;
  });
}

describe("attributes", () => {
  it("tells what differs alone", () => {
    expect(told({ a: 1, b: "x", c: [1], d: null }, { a: 2, b: "x", c: [1], e: null })).toEqual([
      "change a 1 -> 2",
    ]);
  });

  it("takes null for what is not there", () => {
    expect(told({ a: null, b: 1 }, { a: 0, b: null })).toEqual(["add a 0", "remove b 1"]);
  });

  it("tells what is known after the apply, whether it was there before or not", () => {
    const found = differences({ arn: "a" }, {}, { after_unknown: { arn: true, id: true } });
    expect(found).toEqual([
      { path: "arn", change: "change", before: "a", after: "(known after apply)", isUnknown: true },
      { path: "id", change: "add", after: "(known after apply)", isUnknown: true },
    ]);
  });

  it("finds what is not known yet within a block that stays", () => {
    const rest = { after_unknown: { network: [{ subnets: true }] } };
    expect(
      told({ network: [{ subnets: ["a"], open: false }] }, { network: [{ open: false }] }, rest),
    ).toEqual(['change network[0].subnets ["a"] -> "(known after apply)"']);
  });

  it("names the attribute that forces a replacement, and no other", () => {
    const found = differences(
      { engine: "a", network: [{ subnets: ["a"], open: true }] },
      { engine: "b", network: [{ subnets: ["b"], open: false }] },
      { replace_paths: [["network", 0, "subnets"]] },
    );
    expect(found.filter(({ forcesReplacement }) => forcesReplacement).map(({ path }) => path)).toEqual([
      "network[0].subnets[0]",
      "network[0].subnets[0]",
    ]);
  });

  it("takes a path without a step for no attribute", () => {
    const found = differences({ a: 1 }, { a: 2 }, { replace_paths: [[]] });
    expect(found).toEqual([{ path: "a", change: "change", before: 1, after: 2 }]);
  });

  it("quotes names that are not plain", () => {
    expect(told({}, { "a.b": 1, 'c"]': { ".": 1 }, __proto__x: 1 })).toEqual([
      'add ["a.b"] 1',
      'add ["c\\"]"] {".":1}',
      "add __proto__x 1",
    ]);
  });

  it("sees a member that is called __proto__", () => {
    const before = JSON.parse('{"tags":{"__proto__":"a","constructor":"b"}}');
    const after = JSON.parse('{"tags":{"__proto__":"c"}}');
    expect(told(before, after)).toEqual(['change tags.__proto__ "a" -> "c"', 'remove tags.constructor "b"']);
  });
});

describe("lists", () => {
  it("compares a set by its elements, not by their places", () => {
    expect(told({ groups: ["a", "b", "c"] }, { groups: ["b", "c", "d"] })).toEqual([
      'remove groups[0] "a"',
      'add groups[2] "d"',
    ]);
  });

  it("counts what is there twice", () => {
    expect(told({ args: ["-v", "-v"] }, { args: ["-v"] })).toEqual(['remove args[1] "-v"']);
  });

  it("tells an order that matters", () => {
    expect(told({ command: ["a", "b"] }, { command: ["b", "a"] })).toEqual([
      'change command ["a","b"] -> ["b","a"] (only the order changes)',
    ]);
  });

  it("matches blocks that have no name by what they have in common", () => {
    const rule = (port: number, text: string) => ({ from: port, to: port, protocol: "tcp", text });
    expect(
      told(
        { ingress: [rule(80, "web"), rule(443, "tls")] },
        { ingress: [rule(22, "ssh"), rule(443, "TLS"), rule(80, "web")] },
      ),
    ).toEqual([
      'change ingress[1].text "tls" -> "TLS"',
      'add ingress[0] {"from":22,"to":22,"protocol":"tcp","text":"ssh"}',
    ]);
  });

  it("pairs long lists in time", () => {
    const many = (from: number) =>
      Array.from({ length: 5_000 }, (_, index) => ({ a: from + index, b: index }));
    expect(differences({ list: many(0) }, { list: many(100) })).not.toEqual([]);
  });
});

describe("documents in strings", () => {
  const policy = (...statements: readonly Values[]) => ({
    policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  });

  it("compares a policy by its statements, whose lists have no order and may be single", () => {
    const before = policy(
      { Sid: "Reads", Action: ["s3:Get", "s3:List"], Resource: "*" },
      { Sid: "Writes", Action: "s3:Put", Resource: ["a"] },
    );
    const after = policy(
      { Sid: "Writes", Action: ["s3:Put"], Resource: ["a", "b"] },
      { Sid: "Reads", Action: ["s3:List", "s3:Get"], Resource: "*" },
    );
    expect(told(before, after)).toEqual(['add policy.Statement["Writes"].Resource[1] "b"']);
  });

  it("tells a wildcard that a policy gets", () => {
    expect(told(policy({ Sid: "A", Principal: { AWS: "x" } }), policy({ Sid: "A", Principal: "*" }))).toEqual(
      ['change policy.Statement["A"].Principal {"AWS":"x"} -> "*"'],
    );
  });

  it("compares containers and their environment by name", () => {
    const containers = (image: string, environment: Values) => ({
      container_definitions: JSON.stringify([
        { name: "sidecar", image: "s" },
        {
          name: "app",
          image,
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        },
      ]),
    });
    expect(
      told(containers("app:1", { A: "1", B: "2", C: "3" }), containers("app:2", { C: "3", B: "4", D: "5" })),
    ).toEqual([
      'change container_definitions["app"].image "app:1" -> "app:2"',
      'remove container_definitions["app"].environment["A"] "1"',
      'change container_definitions["app"].environment["B"] "2" -> "4"',
      'add container_definitions["app"].environment["D"] "5"',
    ]);
  });

  it("compares a dashboard by its widgets' titles", () => {
    const body = (...titles: readonly string[]) => ({
      dashboard_body: JSON.stringify({
        widgets: titles.map((title, y) => ({ x: 0, y, properties: { title } })),
      }),
    });
    expect(told(body("CPU", "Errors"), body("Cost", "CPU"))).toEqual([
      'change dashboard_body.widgets["CPU"].y 0 -> 1',
      'remove dashboard_body.widgets["Errors"] {"x":0,"y":1,"properties":{"title":"Errors"}}',
      'add dashboard_body.widgets["Cost"] {"x":0,"y":0,"properties":{"title":"Cost"}}',
    ]);
  });

  it("says where the same is only written in another way", () => {
    expect(told({ json: '{"a":1,"b":2}' }, { json: '{ "b": 2, "a": 1 }' })).toEqual([
      'change json {"a":1,"b":2} -> {"b":2,"a":1} (the same content, written differently)',
    ]);
  });

  it("does not take long numbers for the same that differ beyond what a number holds", () => {
    const [before, after] = ['{"id":12345678901234567890}', '{"id":12345678901234567891}'];
    expect(told({ json: before }, { json: after })).toEqual([
      `change json ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
    ]);
  });

  it("leaves what only looks like JSON, or is nested too deep, as text", () => {
    const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
    expect(
      differences({ a: "{x}", b: deep }, { a: "{y}", b: `${deep} ` }).map(({ before }) => typeof before),
    ).toEqual(["string", "string"]);
  });
});

describe("what is hidden", () => {
  const marks = (name: string) => ({ before_sensitive: { [name]: true }, after_sensitive: { [name]: true } });

  it("says that a sensitive value changes, and nothing of it", () => {
    expect(differences({ pin: "1234" }, { pin: "5678" }, marks("pin"))).toEqual([
      { path: "pin", change: "change", before: "(sensitive)", after: "(sensitive)", isSensitive: true },
    ]);
  });

  it("says nothing of a sensitive value that stays", () => {
    expect(differences({ pin: "1234" }, { pin: "1234" }, marks("pin"))).toEqual([]);
  });

  it("hides a value before whose mark the plan lacks, and those that their name calls secret", () => {
    const only = { after_sensitive: { pin: true } };
    expect(told({ pin: "old-pin", api_key: "k1" }, { pin: "new-pin", api_key: "k2" }, only)).toEqual([
      'change pin "(sensitive)" -> "(sensitive)"',
      'change api_key "(sensitive)" -> "(sensitive)"',
    ]);
  });

  it("hides a value that goes, where only what comes is marked", () => {
    expect(told({ pin: "4711" }, { pin: null }, { after_sensitive: { pin: true } })).toEqual([
      'remove pin "(sensitive)"',
    ]);
  });

  it("tells which variable of a container changes, and hides it", () => {
    const of = (value: string) => ({
      container_definitions: JSON.stringify([
        {
          name: "app",
          environment: [
            { name: "DB_PASSWORD", value },
            { name: "A", value: "1" },
          ],
        },
      ]),
    });
    expect(told(of("first-secret"), of("second-secret"))).toEqual([
      'change container_definitions["app"].environment["DB_PASSWORD"] "(sensitive)" -> "(sensitive)"',
    ]);
  });

  it("masks a secret of elsewhere in names, in texts and in documents", () => {
    const secret = "canary-8d1f-value";
    const found = differences(
      { user_data: `TOKEN=${secret}\n`, doc: JSON.stringify({ [secret]: [secret, 1] }), pin: secret },
      { user_data: `TOKEN=${secret}\nX=1\n`, doc: JSON.stringify({ [secret]: [secret, 2] }), pin: secret },
      { before_sensitive: { pin: true }, after_sensitive: { pin: true } },
    );
    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it("hides a document of which several parts are one secret", () => {
    const secret = '"user":"lang","seed":"graph-canary"';
    const of = (count: number) => ({ doc: `{${secret},"count":${count}}`, pin: secret });
    const found = differences(of(1), of(2), marks("pin"));
    expect(found.map(({ path }) => path)).toEqual(["doc.count"]);
    const added = differences(null, of(1), { after_sensitive: { pin: true } });
    expect(JSON.stringify(added)).not.toContain("graph-canary");
  });

  it("hides all of an object that is sensitive as a whole", () => {
    expect(told({ a: "x" }, { a: "y" }, { before_sensitive: true })).toEqual([
      'change  "(sensitive)" -> "(sensitive)"',
    ]);
  });
});
