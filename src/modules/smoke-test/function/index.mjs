import { request as http } from "node:http";
import { request as https } from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from "@aws-sdk/client-codedeploy";

const BODY_CHARACTERS = 200;
const BYTES_PER_CHARACTER = 4;

/** Asks green on the test listener, tells CodeDeploy the outcome, and writes one line of JSON. */
export async function handler({ DeploymentId, LifecycleEventHookExecutionId }) {
  const { LIFECYCLE_EVENT, PATHS } = process.env;
  const checks = await Promise.all(JSON.parse(PATHS).map(check));
  const status = checks.every(passed) ? "Succeeded" : "Failed";
  const line = { deploymentId: DeploymentId, event: LIFECYCLE_EVENT, status, checks };
  try {
    await new CodeDeployClient().send(
      new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: DeploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status,
      }),
    );
  } catch (error) {
    line.notReported = inWords(error);
    // the invocation fails, so that Lambda counts it and tries again: CodeDeploy would wait for an hour
    throw error;
  } finally {
    // not by console, whose prefix would keep CloudWatch Logs from reading the line as JSON
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

function passed({ status }) {
  return status === 200;
}

async function check(path) {
  const { ATTEMPTS, PAUSE_SECONDS } = process.env;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(path);
    if (passed(answer) || attempt >= Number(ATTEMPTS)) return answer;
    await wait(Number(PAUSE_SECONDS) * 1000);
  }
}

async function ask(path) {
  const started = performance.now();
  const answer = await get(path).catch((error) => ({ error: inWords(error) }));
  const { body, ...outcome } = answer;
  const milliseconds = Math.round(performance.now() - started);
  return { path, ...outcome, milliseconds, ...(body === undefined ? {} : { body }) };
}

/** A redirect is an answer like any other. */
function get(path) {
  const url = `${process.env.TARGET}${path}`;
  const options = {
    agent: false,
    headers: { "user-agent": "smoke-test" },
    signal: AbortSignal.timeout(Number(process.env.TIMEOUT_SECONDS) * 1000),
    // the certificate is for the user's domain, and the request for the load balancer's own name
    checkServerIdentity: () => undefined,
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:") ? https : http;
    request(url, options, (response) => {
      beginning(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    })
      .on("error", reject)
      .end();
  });
}

/** The first characters of a body, which may never end. */
async function beginning(response) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_CHARACTERS * BYTES_PER_CHARACTER) break;
  }
  return Array.from(Buffer.concat(chunks).toString()).slice(0, BODY_CHARACTERS).join("");
}

function inWords(error) {
  if (error.name === "TimeoutError" || error.cause?.name === "TimeoutError")
    return `no answer in ${process.env.TIMEOUT_SECONDS} s`;
  return error.message || error.code || error.name;
}
