import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CertificateAuthority } from "../support/postgres/tls/authority";
import { AgentProcess } from "./support/agent-process";
import { Databases, PASSWORD } from "./support/database/databases";
import { reasons, startAgent, untilUnhealthy } from "./support/database/serving";

/** What a task says that is let in: this server has no pgvector, which is found out after all that TLS is about. */
const LET_IN = /lacks the extension pgvector/;

let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let databases: Databases;

beforeAll(async () => {
  [authority, stranger] = await Promise.all([
    CertificateAuthority.create("Authority of the database"),
    CertificateAuthority.create("Authority of others"),
  ]);
  const tls = await authority.issue({ host: "localhost" });
  databases = await Databases.start({ tls, password: PASSWORD });
  await takeNothingInClear(databases);
});
afterAll(async () => {
  await databases?.stop();
  authority?.remove();
  stranger?.remove();
});

/** As rds.force_ssl has it. */
async function takeNothingInClear({ query }: Databases): Promise<void> {
  await query(`do $$ begin
    execute format('copy (values (%L)) to %L', 'hostssl all all all scram-sha-256', current_setting('hba_file'));
    perform pg_reload_conf();
  end $$`);
}

const uri = (host: string, parameters: string) =>
  `postgresql://${databases.user}:${PASSWORD}@${host}:${databases.port}/langgraph${parameters}`;

/** A task that is told of the authority, and says why it does not serve. */
async function start(env: Readonly<Record<string, string>>): Promise<AgentProcess> {
  return startAgent({
    DATABASE_URI: uri("localhost", "?sslmode=require"),
    DATABASE_CA_FILE: authority.certificateFile,
    ...env,
  });
}

function expectNoSecrets(agent: AgentProcess, told: readonly string[]): void {
  const all = `${agent.output}${told.join()}`;
  expect(all).not.toContain(PASSWORD);
  expect(all).not.toContain("postgresql://");
}

describe("a certificate of the right authority and host", () => {
  it.each(["require", "verify-ca", "verify-full"])(
    "lets the task in with sslmode=%s, encrypted",
    async (mode) => {
      const agent = await start({ DATABASE_URI: uri("localhost", `?sslmode=${mode}`) });

      await untilUnhealthy(agent, LET_IN);
    },
  );

  it("is what it takes: such a server takes nobody in clear", async () => {
    const agent = await start({ DATABASE_URI: uri("localhost", "?sslmode=disable") });

    await untilUnhealthy(agent, /refuses user langgraph_admin.*without encryption/);
  });

  it("is looked at anew by each connection, such as one after the server was replaced", async () => {
    const agent = await start({});
    await untilUnhealthy(agent, LET_IN);

    await databases.server.restart(await stranger.issue({ host: "localhost" }));
    await untilUnhealthy(agent, /certificate is not trusted/);
    await databases.server.restart(await authority.issue({ host: "localhost" }));
    await untilUnhealthy(agent, LET_IN);
  });
});

describe("a certificate is refused, and /health says why, when", () => {
  it("another authority has signed it", async () => {
    const agent = await start({ DATABASE_CA_FILE: stranger.certificateFile });

    await untilUnhealthy(
      agent,
      /^The database's certificate is not trusted: it does not lead to those of DATABASE_CA_FILE\. Give that file its signer's\.$/,
    );
    expectNoSecrets(agent, await reasons(agent));
  });

  it("Amazon has not signed it, and no file says who else", async () => {
    const agent = await start({ DATABASE_CA_FILE: "" });

    await untilUnhealthy(
      agent,
      /not trusted.*Amazon's for RDS.*Set DATABASE_CA_FILE to a file with its signer's/,
    );
  });

  it("it is for another host name", async () => {
    const agent = await start({ DATABASE_URI: uri("127.0.0.1", "?sslmode=require") });

    await untilUnhealthy(agent, /certificate is for another host name.*endpoint/);
    expectNoSecrets(agent, await reasons(agent));
  });

  it("Node was told to verify nothing", async () => {
    const agent = await start({
      DATABASE_URI: uri("127.0.0.1", "?sslmode=require"),
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
    });

    await untilUnhealthy(agent, /certificate is for another host name/);
  });

  it("it has expired", async () => {
    await databases.server.restart(await authority.issue({ host: "localhost", days: -1 }));
    const agent = await start({});

    await untilUnhealthy(agent, /certificate has expired.*give the server a new one/);
    await databases.server.restart(await authority.issue({ host: "localhost" }));
  });

  it("it is there, but the server wants another password", async () => {
    const agent = await start({
      DATABASE_URI: `postgresql://${databases.user}:canary-wrong@localhost:${databases.port}/langgraph?sslmode=require`,
    });

    await untilUnhealthy(agent, /refuses the password of user langgraph_admin/);
    expect(agent.output).not.toContain("canary-wrong");
  });
});

describe("a task does not start, and says what to do, when", () => {
  async function refused(env: Readonly<Record<string, string>>): Promise<string> {
    const agent = AgentProcess.launch({ args: ["--insecure"], env });
    expect((await agent.exited).code).toBe(78);
    expect(agent.output).not.toContain(PASSWORD);
    return agent.output;
  }

  it("its password would go to another machine in clear", async () => {
    expect(await refused({ DATABASE_URI: uri("db.internal", "?sslmode=disable") })).toMatch(
      /sslmode=disable.*in clear.*write sslmode=require/s,
    );
  });

  it("its sslmode would not verify", async () => {
    expect(await refused({ DATABASE_URI: uri("localhost", "?sslmode=no-verify") })).toMatch(/may not verify/);
  });

  it("its file of certificates is missing, or has none", async () => {
    const required = uri("localhost", "?sslmode=require");

    expect(await refused({ DATABASE_URI: required, DATABASE_CA_FILE: "/nowhere.pem" })).toMatch(/ENOENT/);
    expect(await refused({ DATABASE_URI: required, DATABASE_CA_FILE: import.meta.filename })).toMatch(/PEM/);
  });
});

describe("a server without TLS", () => {
  it("is not given the password in clear instead", async () => {
    const plain = await Databases.start();
    try {
      const agent = await startAgent({
        DATABASE_URI: `postgresql://${plain.user}:${PASSWORD}@127.0.0.1:${plain.port}/langgraph?sslmode=require`,
      });

      await untilUnhealthy(agent, /offers no encryption.*switch TLS on/);
    } finally {
      await plain.stop();
    }
  });
});
