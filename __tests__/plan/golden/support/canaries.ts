/**
 * Secrets in the golden plans, where Terraform shows them in clear. Nothing may print one, in whatever form.
 *
 * Each is written so that quoting, escaping and encoding change it.
 */
export const CANARIES = {
  /** A sensitive variable's value, that a secret's version holds. */
  variable: 'canary-variable-"7Q"&<x>',
  /** Written before anybody had marked it as sensitive, so that `before_sensitive` lacks the mark. */
  unmarked: "canary-unmarked-7Q/é+%",
  /** Sensitive by the provider's schema. */
  password: "canary-password-7Q*_|`",
  /** In a container's definition, which is one JSON string. */
  container: "canary-container-7Q",
  /** A sensitive output. */
  output: "canary-output-7Q\nsecond line",
} as const;
