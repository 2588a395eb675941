import { expect, it } from "vitest";
import { allOver } from "../../src/local/all-over";

it("throws what failed first when all are over, and not before", async () => {
  const said: string[] = [];
  let finish = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const all = allOver([Promise.reject(new Error("failed")), slow]).catch((error: Error) =>
    said.push(error.message),
  );
  await new Promise(setImmediate);
  said.push("the other goes on");
  finish();

  await all;
  expect(said).toEqual(["the other goes on", "failed"]);
});

it("gives values in their order, whatever they are", async () => {
  expect(await allOver([1, Promise.resolve("two"), undefined])).toEqual([1, "two", undefined]);
});
