import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDatabaseUri } from "../../src/database/uri.js";
import { SettingsError } from "../../src/settings/error.js";

const CANARY = "canary-7f3a9c";

function problemsOf(uri: string): readonly string[] {
  try {
    parseDatabaseUri(uri);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe("an address", () => {
  it("is read as the platform writes it, its password percent-encoded", () => {
    const uri =
      "postgresql://langgraph_admin:p%25%3A%23%3F%2B%20%26%5B%5D%7Bx%7D@langgraph-production-1a2b.c3d4.us-east-1.rds.amazonaws.com:5432/langgraph?sslmode=require";

    expect(parseDatabaseUri(uri)).toEqual({
      host: "langgraph-production-1a2b.c3d4.us-east-1.rds.amazonaws.com",
      port: 5432,
      database: "langgraph",
      user: "langgraph_admin",
      password: "p%:#?+ &[]{x}",
      tls: true,
    });
  });

  it("gives back what it was made of, whatever user, password and database are", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => !/\p{Cc}/u.test(value));
    // a path of dots is none
    const name = text.filter((value) => !/^\.{1,2}$/.test(value));
    fc.assert(
      fc.property(
        fc.record({
          user: text,
          password: fc.oneof(text, fc.constant("")),
          database: name,
          host: fc.oneof(fc.domain(), fc.ipV4(), fc.constant("localhost"), fc.constant("::1")),
          port: fc.integer({ min: 1, max: 65_535 }),
        }),
        ({ user, password, database, host, port }) => {
          const encoded = [user, password].map(encodeURIComponent).join(":");
          const authority = `${encoded}@${host.includes(":") ? `[${host}]` : host}:${port}`;
          const uri = `postgres://${authority}/${encodeURIComponent(database)}?sslmode=verify-full`;

          expect(parseDatabaseUri(uri)).toEqual({ user, password, database, host, port, tls: true });
        },
      ),
    );
  });

  it("never gets its password, bare or encoded, into what is said about it, however broken it is", () => {
    const broken = fc
      .array(fc.constantFrom(..."@:/?#%&= []zZ9"), { maxLength: 6 })
      .map((parts) => parts.join(""));
    const mode = fc.constantFrom(
      "",
      "?sslmode=require",
      "?sslmode=disable",
      "?sslmode=canary-7f3a9c",
      "?a=b",
    );
    fc.assert(
      fc.property(broken, broken, mode, (before, after, parameters) => {
        const uri = `postgresql://user:${before}${CANARY}${after}@db.internal:5432/langgraph${parameters}`;

        expect(problemsOf(uri).join()).not.toContain(CANARY);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is either read or refused in words, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `postgresql://${rest}`),
        ),
        (uri) => {
          expect(() => problemsOf(uri)).not.toThrow();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["postgresql://u:p@localhost/d", "localhost"],
    ["postgresql://u:p@127.0.0.1/d?sslmode=disable", "127.0.0.1"],
    ["postgresql://u:p@127.1.2.3/d?sslmode=disable", "127.1.2.3"],
    ["postgresql://u@[::1]/d", "::1"],
  ])("is in clear where it is of this machine and does not ask for more: %s", (uri, host) => {
    expect(parseDatabaseUri(uri)).toMatchObject({ host, port: 5432, tls: false });
  });

  it.each(["require", "verify-ca", "verify-full"])(
    "is verified with sslmode=%s, on this machine too",
    (mode) => {
      expect(parseDatabaseUri(`postgresql://u:p@localhost/d?sslmode=${mode}`).tls).toBe(true);
    },
  );
});

describe("an address is refused, with a remedy, when", () => {
  it.each([
    ["postgresql://u:p@db.internal/d", /no sslmode.*in clear.*sslmode=require/],
    ["postgresql://u:p@db.internal/d?sslmode=disable", /sslmode=disable.*in clear.*sslmode=require/],
    ["postgresql://u:p@127.0.0.1.example.com/d", /in clear/],
    ["postgresql://u:p@127.1/d", /in clear/],
    ["postgresql://u:p@10.0.0.1/d", /in clear/],
    ["postgresql://u:p@[::ffff:7f00:1]/d", /in clear/],
  ])("it would send the password in clear: %s", (uri, problem) => {
    expect(problemsOf(uri)).toEqual([expect.stringMatching(problem)]);
  });

  it.each(["allow", "prefer", "no-verify", "REQUIRE", ""])("its sslmode does not verify: %s", (mode) => {
    for (const host of ["db.internal", "localhost"]) {
      expect(problemsOf(`postgresql://u:p@${host}/d?sslmode=${mode}`)).toEqual([
        expect.stringMatching(/may not verify.*sslmode=require.*DATABASE_CA_FILE/),
      ]);
    }
  });

  it.each([
    "sslmode=require&sslmode=disable",
    "sslmode=require&sslrootcert=/ca.pem",
    "sslmode=require&password=canary",
    "sslmode=require&host=elsewhere",
    "sslmode=require&options=-c%20role%3Dx",
  ])("it has another parameter than one sslmode: %s", (parameters) => {
    const problems = problemsOf(`postgresql://u:p@db.internal/d?${parameters}`);

    expect(problems).toEqual([
      expect.stringMatching(/takes one parameter, sslmode, and once.*DATABASE_CA_FILE/),
    ]);
    expect(problems.join()).not.toContain("canary");
  });

  it.each([
    ["", /cannot be read.*percent-encoded/],
    ["db.internal:5432/d", /cannot be read/],
    ["mysql://u:p@db.internal/d?sslmode=require", /cannot be read/],
    ["postgresql://u:a/b@db.internal/d?sslmode=require", /cannot be read.*percent-encoded/],
    ["postgresql://u:1#b@db.internal/d?sslmode=require", /cannot be read.*percent-encoded/],
    ["postgresql://u:a\tb@db.internal/d?sslmode=require", /cannot be read/],
    ["postgresql://u:p%zz@db.internal/d?sslmode=require", /password.*not percent-encoded.*%25/],
    ["postgresql://u:p%00@db.internal/d?sslmode=require", /password.*control characters/],
    ["postgresql://db.internal/d?sslmode=require", /no user/],
    ["postgresql://u:p@db.internal?sslmode=require", /no database/],
    ["postgresql://u:p@%2Fvar%2Frun/d?sslmode=require", /no host.*Sockets/],
    ["postgresql://u:p@a,b/d?sslmode=require", /no host.*lists/],
    ["postgresql://u:p@db.internal:0/d?sslmode=require", /port.*is 0/],
  ])("it is none, or lacks a part: %s", (uri, problem) => {
    expect(problemsOf(uri)).toEqual([expect.stringMatching(problem)]);
  });

  it("several things are wrong, and tells all of them", () => {
    expect(problemsOf("postgresql://:p%zz@db.internal:0?sslmode=prefer&x=1")).toHaveLength(6);
  });
});
