import { describe, expect, it } from "vitest";
import { reportMarker } from "../../../src/plan/report";
import { type Made, resource } from "../support/plans";
import { markdownOf } from "../support/reports";

const DATABASE = "aws_db_instance.main";

const LOSS = resource(
  DATABASE,
  { actions: ["delete"], before: { engine: "postgres" } },
  { action_reason: "delete_because_no_resource_config" },
);

/** Somebody who may change the plan's program marks words as sensitive. */
function marked(word: string): Made {
  return resource("aws_ssm_parameter.note", {
    actions: ["create"],
    after: { value: word },
    after_sensitive: { value: true },
  });
}

describe("a plan whose sensitive values are words of the report", () => {
  it.each(["**destroy**", "> [!CAUTION]", "Destroyed or replaced", "1 to destroy"])(
    "cannot hide %s in silence",
    (word) => {
      const markdown = markdownOf([LOSS, marked(word)]);

      expect(markdown).not.toContain(`\n${word}`);
      expect(markdown).toMatch(
        /^> \[!CAUTION\]\n> A value that is marked as sensitive is also among the words/,
      );
      expect(markdown).toContain(`\`${DATABASE}\``);
    },
  );

  it("cannot hide that sentence, nor the mark by which a comment is found again", () => {
    const marker = reportMarker("staging");
    const sentence = "A value that is marked as sensitive is also among the words of this report";
    const markdown = markdownOf([LOSS, marked(marker), marked(sentence), marked("1 to destroy")], {
      key: "staging",
    });

    expect(markdown.startsWith(`${marker}\n> [!CAUTION]\n> ${sentence}`)).toBe(true);
  });

  it("are not suspected where values are those of resources alone", () => {
    expect(markdownOf([LOSS, marked("canary-value-1234")])).not.toContain("among the words");
  });
});
