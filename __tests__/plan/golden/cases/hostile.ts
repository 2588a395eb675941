import type { GoldenCase } from "../support/case";

const bell = String.fromCharCode(27, 91, 51, 49, 109, 7);

/** What the author of a pull request may write into names and values to break, or to abuse, what shows them. */
export const TRICKS = {
  html: `</details><script>alert("x")</script><img src=x onerror=alert(1)>`,
  table: "| a | b |\n| --- | --- |\n\n# Approved by @security, see #1",
  fence: "```\n## All checks have passed\n```",
  link: "[the whole plan](https://example.com/login) www.example.com",
  terminal: `${bell}red${bell}`,
  direction: "\u202eevil\u2066 \u200b\ufeff",
  prototype: "__proto__",
} as const;

/** Markup, mentions, links and escape sequences in names, keys, values and outputs. */
export const hostile: GoldenCase = {
  name: "hostile",
  applied: [
    {
      resource: {
        aws_ssm_parameter: {
          text: { name: "/hostile/text", type: "String", value: "harmless", description: "harmless" },
        },
      },
    },
  ],
  planned: {
    resource: {
      aws_ssm_parameter: {
        text: {
          name: "/hostile/text",
          type: "String",
          value: "harmless",
          description: Object.values(TRICKS).join("\n"),
        },
      },
      aws_sns_topic: {
        each: {
          for_each: { [TRICKS.html]: "html", [TRICKS.link]: "link", [TRICKS.fence]: "fence", __proto: "p" },
          name: "hostile-${each.value}",
          tags: { "@everyone": TRICKS.direction },
        },
      },
    },
    output: { text: { value: { constructor: TRICKS.html, [TRICKS.prototype]: TRICKS.terminal } } },
    check: {
      claims: {
        assert: [{ condition: "${length(aws_sns_topic.each) > 9}", error_message: TRICKS.table }],
      },
    },
  },
};
