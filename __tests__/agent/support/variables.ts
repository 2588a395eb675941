import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

const AGENT = join(import.meta.dirname, "../../../examples/agent");

const variable = z.object({
  name: z.string(),
  meaning: z.string(),
  required: z.union([z.boolean(), z.enum(["unless --insecure", "jira"])]),
  secret: z.boolean(),
  default: z.string().optional(),
  readBy: z.enum(["agent", "tracing"]),
});

/** What the built agent says of a variable that it reads. */
export type AgentVariable = Readonly<z.infer<typeof variable>>;

export function agentVariables(): readonly AgentVariable[] {
  const program = 'const { VARIABLES } = await import("./dist/settings/index.js"); tell(VARIABLES);';
  return z.array(variable).parse(evaluated(program));
}

/** Why the built agent would not start in an environment; empty where it would. */
export function refusalIn(environment: Readonly<Record<string, string>>): string {
  const program = `
    const { readSettings } = await import("./dist/settings/index.js");
    try { readSettings([]); tell(""); } catch (error) { tell(error.message); }`;
  return z.string().parse(evaluated(program, environment));
}

/** What a program tells that runs in the agent's folder. */
function evaluated(program: string, environment: Readonly<Record<string, string>> = {}): unknown {
  const tell = "const tell = (value) => process.stdout.write(JSON.stringify(value));";
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", `${tell}${program}`], {
    cwd: AGENT,
    env: { PATH: process.env.PATH, ...environment },
    encoding: "utf8",
  });
  return JSON.parse(output);
}
