import { z } from "zod";

/** More would be a list that nobody reads. */
export const MOST_EXCEPTIONS = 15;

const sentence = () => z.string().trim().min(10, "must be a sentence");

/** Why a check is not followed: there are three good reasons. */
const reason = z.union(
  [
    /** A sentence of the document, as it stands there, and what follows from it. */
    z.strictObject({ document: sentence(), so: sentence() }),
    /** What it would cost a month by docs/cost.md, in USD. */
    z.strictObject({ cost: sentence(), monthly_usd: z.number().positive() }),
    /** What AWS does not offer, and the page that says so. */
    z.strictObject({
      limit: sentence(),
      source: z.url({ protocol: /^https$/, hostname: /^docs\.aws\.amazon\.com$/ }),
    }),
  ],
  {
    error:
      "must be one of: document and so; cost and monthly_usd; limit and source, a page of docs.aws.amazon.com",
  },
);

const exception = z.strictObject({
  /** Such as `CKV_AWS_145`. */
  check: z.string().regex(/^CKV2?_AWS_\d+$/),
  /** What the check asks for. */
  asks: sentence(),
  /** One resource's address in the plan. */
  address: z.string().regex(/^aws_\w+\.[\w-]+$/),
  /** Plans in which the check fails. */
  environments: z.array(z.enum(["staging", "production"])).min(1),
  reason,
});

/** One check that is not followed on one resource. */
export type Exception = z.infer<typeof exception>;

const FILE = z
  .strictObject({
    exceptions: z
      .array(exception)
      .max(MOST_EXCEPTIONS, `there are more than ${MOST_EXCEPTIONS}: mend something first`),
  })
  .superRefine(({ exceptions }, context) => {
    const known = new Set<string>();
    for (const [at, { check, address }] of exceptions.entries()) {
      const key = `${check} of ${address}`;
      if (known.has(key))
        context.addIssue({ code: "custom", path: ["exceptions", at], message: `${key} is there twice` });
      known.add(key);
    }
  });

/**
 * Reads the committed list.
 *
 * @throws Error with everything that is wrong with it
 */
export function readExceptions(json: string, source: string): readonly Exception[] {
  const list = parsed(json, source);
  const read = FILE.safeParse(list);
  if (read.success) return read.data.exceptions;
  const details = read.error.issues.map(
    ({ path, message }) => `  ${path.join(".") || "the file"}${checkAt(list, path)}: ${message}`,
  );
  throw new Error([`${source} cannot be used:`, ...details].join("\n"));
}

function parsed(json: string, source: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`${source} cannot be used: it is no JSON.`);
  }
}

const NAMED = z.object({ exceptions: z.array(z.object({ check: z.string() })) });

/** The check of the entry in which something is wrong, where it has one. */
function checkAt(list: unknown, [, at]: readonly PropertyKey[]): string {
  const named = NAMED.safeParse(list);
  const check = named.success && typeof at === "number" ? named.data.exceptions[at]?.check : undefined;
  return check === undefined ? "" : ` (${check})`;
}

/** The reason in words. */
export function reasonText({ reason }: Exception): string {
  if ("document" in reason) return `“${reason.document}” ${reason.so}`;
  if ("cost" in reason) return `${reason.cost} (${reason.monthly_usd.toFixed(2)} USD a month)`;
  return reason.limit;
}
