import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Terraform } from "../../src/local/terraform";
import { appliedProduction } from "./support/applied";

/** One zone in EC2's answer. */
const ZONE = /<item><messageSet\/>.*?<\/item>/g;

/** EC2 that sees other zones: the first one is gone, one is new, and they come the other way round. */
async function otherZones(
  endpoint: string,
): Promise<{ readonly endpoint: string; readonly told: () => number }> {
  let told = 0;
  const server = createServer(async (request, response) => {
    const body = await bytesOf(request);
    const { host: _, connection: __, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? "/", endpoint), {
      method: request.method ?? "GET",
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 && { body: Uint8Array.from(body) }),
    });
    let text = await answer.text();
    const [first = "", ...rest] = text.match(ZONE) ?? [];
    if (rest.length > 0) {
      told += 1;
      const appeared = first.replaceAll("us-east-1a", "us-east-1g").replace(/use1-az\d/, "use1-az9");
      text = text.replace([first, ...rest].join(""), [appeared, ...rest.reverse()].join(""));
    }
    response.writeHead(answer.status, { "content-type": "text/xml" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, told: () => told };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("a zone that goes, one that comes, and another order of them change nothing", async () => {
  const platform = await appliedProduction();
  const ec2 = await otherZones(platform.endpoint);
  const env = { ...platform.env, AWS_ENDPOINT_URL_EC2: ec2.endpoint };
  const terraform = new Terraform({ folder: platform.stack, env, log: platform.log });

  const plan = await terraform.plan({ args: ["-refresh=false"] });

  expect(ec2.told()).toBeGreaterThan(0);
  expect(plan.changes).toEqual([]);
});
