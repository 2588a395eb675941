import { describe, expect, it } from "vitest";
import { destinationOf, exporterSecrets } from "../../../src/tracing/open-telemetry/destination";

const LANGSMITH = { apiKey: "lsv2_key", endpoint: "https://eu.api.smith.langchain.com", project: "agents" };
const COLLECTOR = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://otlp.example.com" };

describe("where spans go", () => {
  it("is LangSmith where no collector is named, with its key and project", () => {
    expect(destinationOf({}, LANGSMITH)).toEqual({
      destination: {
        name: "LangSmith",
        url: "https://eu.api.smith.langchain.com/otel/v1/traces",
        headers: { "x-api-key": "lsv2_key", "Langsmith-Project": "agents" },
      },
      problems: [],
    });
  });

  it("is the collector that is named, which gets no key of LangSmith's", () => {
    for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) {
      const { destination, problems } = destinationOf({ [name]: "http://localhost:4318" }, LANGSMITH);
      expect(destination).toEqual({ name: "OpenTelemetry's collector" });
      expect(problems).toEqual([]);
    }
  });

  it("says so where another protocol is asked for", () => {
    const { destination, problems } = destinationOf(
      { ...COLLECTOR, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      LANGSMITH,
    );
    expect(destination).toBeDefined();
    expect(problems).toEqual([
      "OTEL_EXPORTER_OTLP_PROTOCOL is not http/protobuf: spans go as http/protobuf, to a collector's port 4318 as a rule.",
    ]);
    expect(
      destinationOf({ ...COLLECTOR, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" }, LANGSMITH).problems,
    ).toEqual([]);
  });

  it.each([
    [{ OTEL_SDK_DISABLED: "TRUE" }, "OTEL_SDK_DISABLED is true. Tracing stays off."],
    [{ OTEL_TRACES_EXPORTER: "none" }, "OTEL_TRACES_EXPORTER is none. Tracing stays off."],
  ])("is nowhere with %o", (env, sentence) => {
    expect(destinationOf({ ...COLLECTOR, ...env }, LANGSMITH)).toEqual({ problems: [sentence] });
  });

  it("quotes no address, which may hold a password", () => {
    const { problems } = destinationOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "ftp://user:canary@host" }, LANGSMITH);
    expect(problems.join()).not.toContain("canary");
    expect(problems).toHaveLength(1);
  });
});

it("takes the values of the exporter's headers for secrets", () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: "dd-api-key=abc123,authorization=Basic%20eHl6=" };
  expect(exporterSecrets(env)).toEqual(["abc123", "abc123", "Basic%20eHl6=", "Basic eHl6="]);
  expect(exporterSecrets({})).toEqual([]);
});
