import { JIRA_VARIABLES } from "./list.js";
import { environment } from "./variables.js";

/** What is wrong with the variables together. They are those that are set. */
export function rules(env: Readonly<Record<string, string>>, insecure: boolean): readonly string[] {
  return [...missing(env, insecure), ...jira(env), ...unknownBudgets(env)];
}

function missing(env: Readonly<Record<string, string>>, insecure: boolean): readonly string[] {
  const problems: string[] = [];
  if (env.DATABASE_URI === undefined) {
    problems.push(
      "DATABASE_URI is missing: give an address such as postgresql://user:password@host:5432/langgraph?sslmode=require.",
    );
  }
  if (env.AGENT_TOKENS === undefined && !insecure) {
    problems.push(
      "AGENT_TOKENS is missing, and without it anybody could spend money here: give user:token, such as alice:<token> with what " +
        "`openssl rand -hex 32` prints, as a secret of the task definition (secret_names in tfvars). On a laptop start with " +
        "--insecure, which asks for no token and serves this machine alone.",
    );
  }
  return problems;
}

function jira(env: Readonly<Record<string, string>>): readonly string[] {
  const lacking = JIRA_VARIABLES.filter((name) => env[name] === undefined);
  if (lacking.length === 0 || lacking.length === JIRA_VARIABLES.length) return [];
  const [verb, there] = [lacking.length === 1 ? "is" : "are", JIRA_VARIABLES.length - lacking.length];
  return [
    `${listed(lacking)} ${verb} missing, while ${there} of Jira's ${JIRA_VARIABLES.length} variables ${there === 1 ? "is" : "are"} set: give all, or none.`,
  ];
}

/** A budget that is spelt wrong would hold nobody back. */
function unknownBudgets(env: Readonly<Record<string, string>>): readonly string[] {
  const known = Object.keys(environment.shape).filter((name) => name.startsWith("BUDGET_"));
  return Object.keys(env)
    .filter((name) => name.startsWith("BUDGET_") && !known.includes(name))
    .map((name) => `There is no ${name}: there are ${listed(known)}.`);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
