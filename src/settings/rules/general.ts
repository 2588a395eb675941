import { eachOf, type Rule, rule } from "./rule";

/** Tags that the platform puts on every resource itself. */
const OWN_TAGS: readonly string[] = ["Project", "Environment", "ManagedBy"];

/** AWS allows 50 tags on a resource. */
const MOST_TAGS = 50 - OWN_TAGS.length;

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Beginnings of names that a service keeps for itself: load balancers (internal-), security groups (sg-), buckets
 * (sthree-, amzn-s3-demo-), SSM parameters (aws, ssm).
 */
const RESERVED = /^(internal|sg|sthree|amzn-s3-demo)(-|$)|^(aws|ssm)/;

export const generalRules: readonly Rule[] = [
  rule(["project_name"], ({ project_name }) =>
    RESERVED.test(project_name)
      ? [{ path: ["project_name"], expected: "a name that does not begin as AWS's own do" }]
      : [],
  ),

  rule(["tags"], ({ tags }) =>
    eachOf(Object.entries(tags), ([name, value]) => {
      const path = ["tags", name];
      // IAM's tag names do not tell case apart
      if (OWN_TAGS.some((own) => own.toLowerCase() === name.toLowerCase()))
        return { path, expected: "a name that the platform does not set itself" };
      if (name.toLowerCase().startsWith("aws:"))
        return { path, expected: "a name that AWS does not keep (aws:)" };
      if (TAG.test(name) && TAG.test(value)) return;
      return { path, expected: "letters, digits, spaces and _ . : / = + - @ in the name and in the value" };
    }),
  ),

  rule(["tags"], ({ tags }) => {
    const count = Object.keys(tags).length;
    if (count <= MOST_TAGS) return [];
    return [
      {
        path: ["tags"],
        got: `${count} tags`,
        expected: `at most ${MOST_TAGS}: AWS allows 50, three are set`,
      },
    ];
  }),
];
