import { describe, expect, it } from "vitest";
import { fitted, textWidth } from "../../../src/plan/diagram/layout/measure";

describe("measuring text", () => {
  it("fits as much as there is room for", () => {
    expect(fitted("database", 12, 500)).toBe("database");
    const cut = fitted("a-rather-long-name-of-a-thing", 12, 90);
    expect(cut).toMatch(/^a-rather.*…$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(90);
  });
});
