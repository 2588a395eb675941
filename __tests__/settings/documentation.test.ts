import { expect, test } from "vitest";
import { renderVariablesDocumentation } from "../../src/settings/documentation";
import { variableNames } from "../../src/settings/json-schema";

test("docs/variables.md says what the schema says", async () => {
  await expect(renderVariablesDocumentation()).toMatchFileSnapshot("../../docs/variables.md");
});

test("every variable has a row with a description and what is expected", () => {
  const rows = renderVariablesDocumentation().split("\n");
  for (const name of variableNames) {
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row, name).toBeDefined();
    const columns = row?.split(/(?<!\\)\|/).map((cell) => cell.trim()) ?? [];
    expect(columns, name).toHaveLength(9);
    expect(columns[6], name).not.toBe("");
    expect(columns[7], name).not.toBe("");
  }
});
