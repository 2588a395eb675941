import { LoopbackServer, ServerProcess } from "./server-process";

export interface EcsMetadataOptions {
  /** @default "langgraph-production" */
  readonly family?: string;
  /** @default "12" */
  readonly revision?: string;
  /** @default "0f9de17a6465404e8b1b2356dc13c2f8" */
  readonly taskId?: string;
  /** @default - langgraph-platform in ECR, by its digest */
  readonly image?: string;
  /** @default "sha256:e4e4…" */
  readonly imageId?: string;
}

/**
 * The task metadata endpoint of one Fargate task; its `endpoint` is what ECS_CONTAINER_METADATA_URI_V4 holds.
 *
 * Source: Amazon ECS task metadata v4 JSON response for tasks on Fargate, docs.aws.amazon.com/AmazonECS.
 */
export class EcsMetadata extends LoopbackServer {
  static async start(options: EcsMetadataOptions = {}): Promise<EcsMetadata> {
    const { server, endpoint } = await ServerProcess.start("ecs-metadata.mjs", options);
    return new EcsMetadata(server, endpoint);
  }

  /** Number of requests, whatever was asked for. */
  async requests(): Promise<number> {
    return Object.values(await this.counts()).reduce((sum, count) => sum + count, 0);
  }
}
