import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Outside } from "./case";

/** Does what somebody does by hand. */
export async function doOutside(endpoint: string, calls: readonly Outside[]): Promise<void> {
  if (calls.length === 0) return;
  const credentials = { accessKeyId: "emulator", secretAccessKey: "emulator" };
  const client = new CloudWatchLogsClient({ region: "us-east-1", endpoint, credentials });
  for (const call of calls) {
    if (call.operation === "CreateLogGroup") await client.send(new CreateLogGroupCommand(call));
    else if (call.operation === "DeleteLogGroup") await client.send(new DeleteLogGroupCommand(call));
    else await client.send(new PutRetentionPolicyCommand(call));
  }
  client.destroy();
}
