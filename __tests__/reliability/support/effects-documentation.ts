import { isVariableName, variableNodes } from "../../../src/settings/json-schema";
import { variableGroups } from "../../../src/settings/schema";
import { ANOTHER_STACK, REFUSED } from "./changes";
import { type Actions, inWords } from "./effects";

export interface AllEffects {
  readonly staging: ReadonlyMap<string, Actions>;
  readonly production: ReadonlyMap<string, Actions>;
  /** Why it is no loss, by the type of what is replaced. */
  readonly replaced: Readonly<Record<string, string>>;
}

/** docs/changing-settings.md. */
export function renderEffects({ staging, production, replaced }: AllEffects): string {
  const effect = (title: string) =>
    [staging.get(title) ?? production.get(title), production.get(title)].map((each) => words(title, each));
  const row = (title: string, inStaging: string, inProduction: string) =>
    `| ${named(title)} | ${inProduction} | ${inStaging === inProduction ? "" : inStaging} |`;
  const sections = Object.entries(variableGroups).map(([group, variables]) => {
    const names = Object.keys(variables).filter(
      (name) => isVariableName(name) && variableNodes[name].kind !== "secret",
    );
    const titles = [...production.keys()].filter(
      (title) => title.includes(" ") && names.includes(title.split(" ")[0] ?? ""),
    );
    const rows = [...names, ...titles].map((title) => {
      const [inStaging = "", inProduction = ""] = effect(title);
      return row(title, inStaging, inProduction);
    });
    return [
      `## ${group[0]?.toUpperCase()}${group.slice(1)}`,
      "",
      "| Setting | A plan of production | Of staging, where it differs |",
      "| --- | --- | --- |",
      ...rows,
    ].join("\n");
  });
  const reasons = Object.entries(replaced).map(([type, reason]) => `- \`${type}\`: ${reason}.`);
  return `${[INTRODUCTION, "What is replaced, and why that is no loss:", reasons.join("\n"), AFTERWARDS, ...sections].join("\n\n")}\n`;
}

function words(title: string, effect: Actions | undefined): string {
  if (REFUSED.some((name) => name === title)) return "refused";
  if (title === ANOTHER_STACK) return "another stack";
  if (effect === undefined) return "";
  if (title === "tags") return "~ everything that has tags";
  return inWords(effect) || "nothing";
}

function named(title: string): string {
  return title.replaceAll(/\b[a-z0-9]+(?:_[a-z0-9]+)+\b|^[a-z_]+$/g, (name) => `\`${name}\``);
}

const INTRODUCTION = `# Changing settings

<!-- Generated from plans of both environments:
     npx vitest run --project reliability __tests__/reliability/settings-in-place.test.ts -u -->

What a plan does to an applied environment when one setting has another value and is synthesised. No setting replaces or destroys database,
service, load balancer, target groups, network, buckets or key. Signs are Terraform's: \`~\` changed in place, \`+\` made, \`-\` destroyed,
\`-/+\` replaced; types are without \`aws_\`.

*refused*: AWS fixes it when it creates a database, its network or its names. The plan stops with a sentence that names the setting; with another
\`project_name\` or \`aws_region\` Terraform asks for \`terraform init\` first, since the state is elsewhere then. Another project, region or network is
[another installation](operations.md#move-to-another-network-name-or-region): apply it beside the old one, and move the data. Refused, too, is \`acm_certificate_arn\` without a value
where it was there from the beginning, until port 80 [forwards](operations.md#add-a-certificate-to-a-running-environment).

*another stack*: \`environment\` names a folder and a state of its own.

*nothing*: it counts at creation, or something else has to be switched on first.

Secrets have no row: a new value changes nothing until its version is raised ([operations](operations.md#rotate-a-secret)).`;

const AFTERWARDS =
  "Where `ecs_task_definition` or `ssm_parameter` changes, running tasks keep what they have until the next deployment. RDS waits with what restarts\nit for the maintenance window unless `database_apply_immediately` is set, and refuses less storage than there is when the plan is applied.";
