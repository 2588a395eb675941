import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MigrationError, MigrationLockError, MissingVectorError } from "../../src/database/errors.js";
import { reasonOf } from "../../src/database/reasons.js";

const CONTEXT = { user: "langgraph_admin", database: "langgraph", hasCaFile: false };

function failure(code: string, message = "canary"): Error {
  return Object.assign(new Error(message), { code });
}

describe("the reason why the database cannot be used", () => {
  it.each([
    ["ECONNREFUSED", /cannot be reached.*DATABASE_URI.*security group/],
    ["ENOTFOUND", /host name is not known to DNS/],
    ["ECONNRESET", /cut the connection off/],
    ["57P01", /cut the connection off/],
    ["SELF_SIGNED_CERT_IN_CHAIN", /certificate is not trusted.*Amazon's for RDS.*Set DATABASE_CA_FILE/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /certificate is not trusted/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /another host name.*DATABASE_URI.*endpoint/],
    ["CERT_HAS_EXPIRED", /has expired/],
    ["CERT_NOT_YET_VALID", /clocks/],
    ["28P01", /refuses the password of user langgraph_admin.*rotation.*deploy again/],
    ["28000", /refuses user langgraph_admin/],
    ["3D000", /no database langgraph/],
    ["42501", /langgraph_admin lacks a privilege/],
    ["53300", /no connection left.*DATABASE_POOL_SIZE/],
    ["53100", /disk or memory/],
    ["57P03", /starting up/],
    ["57014", /no answer in time/],
    ["XX000", /cannot be used \(XX000\)/],
  ])("is told for %s in words, and without what the error says", (code, words) => {
    const reason = reasonOf(failure(code), CONTEXT);

    expect(reason).toMatch(words);
    expect(reason).not.toContain("canary");
  });

  it.each([
    ["timeout expired", /cannot be reached/],
    ["Connection terminated due to connection timeout", /cannot be reached/],
    ["Connection terminated unexpectedly", /cut the connection off/],
    ["Query read timeout", /no answer in time/],
    ["The server does not support SSL connections", /no encryption.*TLS/],
    ["There was an error establishing an SSL connection", /no PostgreSQL server/],
    ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string", /DATABASE_URI has none/],
    ["canary", /for an unknown reason/],
  ])("is told by what pg says, where it gives no code: %s", (message, words) => {
    expect(reasonOf(new Error(message), CONTEXT)).toMatch(words);
  });

  it("names the file of certificates where there is one", () => {
    expect(reasonOf(failure("SELF_SIGNED_CERT_IN_CHAIN"), { ...CONTEXT, hasCaFile: true })).toMatch(
      /does not lead to those of DATABASE_CA_FILE. Give that file/,
    );
  });

  it("says which migration fails, and that another task is at them", () => {
    expect(reasonOf(new MigrationError("threads-1", failure("42P07")), CONTEXT)).toMatch(
      /migration threads-1 fails \(42P07\).*rolled back.*log/,
    );
    expect(reasonOf(new MigrationError("threads-1", new TypeError("canary")), CONTEXT)).toMatch(
      /migration threads-1 fails \(not in the database\)/,
    );
    expect(reasonOf(new MigrationLockError(), CONTEXT)).toMatch(/not done: another task/);
  });

  it("does not blame a migration for a connection that is lost meanwhile", () => {
    expect(reasonOf(new MigrationError("threads-1", failure("57P01")), CONTEXT)).toMatch(
      /cut the connection off/,
    );
  });

  it("says who creates pgvector where it is missing", () => {
    const error = new MissingVectorError(new MigrationError("documents-1", failure("58P01")));

    expect(reasonOf(error, CONTEXT)).toMatch(
      /lacks the extension pgvector.*database-setup.*CREATE EXTENSION vector/,
    );
  });

  it("is one for anything that is thrown, and has nothing of it but a code", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), fc.string(), (value, message, code) => {
        expect(reasonOf(value, CONTEXT)).toMatch(/^The .*\.$/);
        expect(reasonOf(failure(`canary ${code}`, `canary ${message}`), CONTEXT)).not.toContain("canary");
      }),
    );
  });
});
