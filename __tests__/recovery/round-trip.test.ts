import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/recovery/configuration";
import type { State } from "../../src/recovery/state";
import { findUnfinished } from "../../src/recovery/unfinished";
import { ENVIRONMENTS, EVERYTHING, platform } from "../support/synth";
import { madeAsDeclared } from "./support/made";

const EMPTY: State = { resources: new Map(), tainted: [] };

describe.each(ENVIRONMENTS)("a whole %s that the state lacks", (environment) => {
  const { resources } = readConfiguration(platform(environment, EVERYTHING).text);
  const made = madeAsDeclared(resources);
  const { imports, leftovers, unclear } = findUnfinished(resources, EMPTY, [...made.values()]);
  // whose peer is the address of a NAT gateway: where there are several, only a state knows which is which
  const ofGateways = [...made.keys()].filter((address) => address.includes(".alb_test-nat-"));
  const alike = ofGateways.length > 1 ? ofGateways : [];

  it("is matched to its addresses, the key too", () => {
    const expected = [...made].map(([to, { importId: id }]) => ({ to, id }));
    const ids = new Map(imports.map(({ to, id }) => [to, id]));
    const lacking = expected.filter(({ to, id }) => ids.get(to) !== id).map(({ to }) => to);

    expect(lacking).toEqual(alike);
    expect(ids.get("terraform_data.suffix")).toMatch(/^0a1b2c3d-/);
    expect(made.size).toBeGreaterThan(90);
  });

  it("has nothing to be deleted", () => {
    expect(leftovers).toEqual([]);
    expect(unclear.map(({ like }) => like)).toEqual(alike.map(() => alike));
  });
});
