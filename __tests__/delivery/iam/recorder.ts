import type { createClients } from "../../../src/cli/delivery/clients";
import type { Aws } from "../../../src/deploy/aws";
import type { Pace } from "../../../src/deploy/pace";

/** A call of AWS as its client made it. */
export interface Call<I = unknown, O = unknown> {
  /** Client and command, such as `CodeDeploy.CreateDeployment`. */
  readonly name: string;
  readonly region: string;
  readonly input: I;
  /** @default - the call failed */
  readonly output?: O | undefined;
}

/** What the commands under test work with instead of AWS and real time, and the calls that they make. */
export const stage: { endpoint: string; pace: Pace; calls: Call[] } = {
  endpoint: "",
  pace: { wait: () => Promise.reject(new Error("nothing is on stage")) },
  calls: [],
};

/** The command's own clients, on the emulator, with every call of theirs noted. */
export async function recordedClients(create: typeof createClients, region: string): Promise<Aws> {
  const { calls, endpoint } = stage;
  const aws = await create({ region, endpoint });
  for (const client of Object.values(aws)) if (isClient(client)) record(client, calls);
  const registries = new Set<unknown>();
  return {
    ...aws,
    ecr: (other) => {
      const registry = aws.ecr(other);
      if (!registries.has(registry) && isClient(registry)) record(registry, calls);
      registries.add(registry);
      return registry;
    },
  };
}

interface Client {
  readonly config: { region(): Promise<string> };
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: { input: unknown }) => Promise<{ output: unknown }>,
        context: { readonly clientName?: string; readonly commandName?: string },
      ) => (args: { input: unknown }) => Promise<{ output: unknown }>,
      options: { step: "initialize"; name: string },
    ): void;
  };
}

function isClient(value: unknown): value is Client {
  return typeof value === "object" && value !== null && "middlewareStack" in value;
}

function record(client: Client, calls: Call[]): void {
  client.middlewareStack.add(
    (next, { clientName = "", commandName = "" }) =>
      async (args) => {
        const name = `${clientName.replace(/Client$/, "")}.${commandName.replace(/Command$/, "")}`;
        const region = await client.config.region();
        try {
          const result = await next(args);
          calls.push({ name, region, input: args.input, output: result.output });
          return result;
        } catch (error) {
          calls.push({ name, region, input: args.input });
          throw error;
        }
      },
    { step: "initialize", name: "recorder" },
  );
}
