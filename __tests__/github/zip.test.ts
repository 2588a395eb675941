import { describe, expect, it } from "vitest";
import { readZip } from "../../src/github/zip";
import { zipOf } from "./support/zip";

describe("an archive that somebody else made", () => {
  it("gives the entries that are asked for, and unpacks no other", async () => {
    const zip = await zipOf({ wanted: "here", other: Buffer.alloc(1_000_000), __proto__x: "x" });
    const found = await readZip(zip, { entries: { wanted: 10, missing: 10, constructor: 10 } });
    expect([...found].map(([name, bytes]) => [name, bytes.toString()])).toEqual([["wanted", "here"]]);
  });

  it("is read up to the limit of each entry, to the byte", async () => {
    const zip = await zipOf({ wanted: "1234" });
    expect((await readZip(zip, { entries: { wanted: 4 } })).size).toBe(1);
    await expect(readZip(zip, { entries: { wanted: 3 } })).rejects.toThrow("wanted is larger than 3 bytes.");
  });

  it("is refused where it lies about the size of an entry", async () => {
    const zip = await zipOf({ wanted: Buffer.alloc(1_000_000, "x") });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(1_000_000);
    const small = Buffer.from(zip);
    for (let at = small.indexOf(size); at !== -1; at = small.indexOf(size, at + 1))
      small.writeUInt32LE(10, at);
    expect(small.equals(zip)).toBe(false);
    await expect(readZip(small, { entries: { wanted: 100 } })).rejects.toThrow("The archive cannot be read.");
  });

  it("is refused where it says something twice", async () => {
    const zip = await zipOf({ wanted: "the reviewed one", wantee: "another one" });
    const twice = Buffer.from(zip.toString("latin1").replaceAll("wantee", "wanted"), "latin1");
    await expect(readZip(twice, { entries: { wanted: 100 } })).rejects.toThrow(
      "The archive holds wanted twice.",
    );
  });

  it.each([
    ["is cut off", (zip: Buffer) => zip.subarray(0, zip.length / 2)],
    ["is empty", () => Buffer.alloc(0)],
    ["is something else", () => Buffer.from("not an archive at all, but long enough for an end record")],
  ])("is refused where it %s", async (_, damage) => {
    const zip = damage(await zipOf({ wanted: "here" }));
    await expect(readZip(zip, { entries: { wanted: 100 } })).rejects.toThrow("The archive cannot be read.");
  });
});
