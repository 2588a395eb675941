import { strictEqual } from "node:assert";
import type { Mixed } from "./plans/mixed";

/** GitHub takes no longer comment. */
const COMMENT_LIMIT = 65_536;

/** A comment that GitHub takes, with its headline. @throws AssertionError */
export function checkMarkdown(text: string, headline: RegExp): void {
  strictEqual(text.length <= COMMENT_LIMIT, true, `the Markdown has ${text.length} characters`);
  strictEqual(headline.test(text), true, `no headline ${headline} in\n${text.slice(0, 500)}`);
}

interface ReportJson {
  readonly stacks: readonly {
    readonly changes: readonly {
      readonly address: string;
      readonly differences: readonly {
        readonly path: string;
        readonly before?: unknown;
        readonly after?: unknown;
      }[];
    }[];
  }[];
}

/** Every change with its differences, a known one by value, and no secret. @throws AssertionError */
export function checkJson(text: string, { changes, known, secrets }: Mixed): void {
  const report: ReportJson = JSON.parse(text);
  const told = report.stacks.flatMap((stack) => stack.changes);
  strictEqual(told.length, changes, "changes");
  strictEqual(
    told.filter(({ differences }) => differences.length > 0).length,
    changes,
    "changes with differences",
  );
  const difference = told
    .find(({ address }) => address === known.address)
    ?.differences.find(({ path }) => path === known.path);
  strictEqual(difference?.before, known.before, `${known.address} ${known.path} before`);
  strictEqual(difference?.after, known.after, `${known.address} ${known.path} after`);
  for (const secret of secrets) {
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      ...base64(secret),
    ]) {
      strictEqual(text.includes(form), false, "a secret is in the JSON");
    }
  }
}

/** As far as it does not hang on what stands before and after. */
function base64(secret: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${" ".repeat(before)}${secret}`).toString("base64");
    return encoded.slice(4, -4);
  });
}
