import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRepositoryCommand, PutImageCommand } from "@aws-sdk/client-ecr";
import { onTestFinished, vi } from "vitest";
import { createClients } from "../../../../src/cli/delivery/clients";
import type { Aws } from "../../../../src/deploy/aws";
import type { EcrResolved } from "../../../../src/deploy/images/resolve";
import type { Pace } from "../../../../src/deploy/pace";
import type { Emulator } from "../../../../src/local/emulator";
import { startLocalAws } from "../../../e2e/support/platform";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

/** Waits of one test; more are an endless loop. */
const MAX_WAITS = 200;

const MEDIA_TYPES = {
  docker: "application/vnd.docker.distribution.manifest.v2+json",
  oci: "application/vnd.oci.image.manifest.v1+json",
  list: "application/vnd.docker.distribution.manifest.list.v2+json",
  index: "application/vnd.oci.image.index.v1+json",
} as const;

/** One image of an index. */
export interface Entry {
  readonly digest: string;
  readonly platform?: object | undefined;
  readonly annotations?: object;
}

/** ECR on an emulator of its own. */
export class Registry {
  #repositories = 0;
  #images = 0;

  private constructor(
    private readonly emulator: Emulator,
    readonly aws: Aws,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Registry> {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "emulator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "emulator");
    const folder = mkdtempSync(join(tmpdir(), "registry-"));
    const emulator = await startLocalAws(folder);
    return new Registry(
      emulator,
      await createClients({ region: REGION, endpoint: emulator.endpoint }),
      folder,
    );
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Makes a repository that nobody else uses. */
  async repository(region = REGION): Promise<string> {
    this.#repositories += 1;
    const repositoryName = `team/app-${this.#repositories}`;
    await this.aws.ecr(region).send(new CreateRepositoryCommand({ repositoryName }));
    return repositoryName;
  }

  /** Pushes a manifest, each one another, and returns its digest. */
  async push(
    repository: string,
    options: {
      readonly tag?: string;
      readonly kind?: keyof typeof MEDIA_TYPES;
      readonly manifests?: readonly Entry[];
      readonly region?: string;
      /** Leaves the media type out of the manifest, as OCI permits. */
      readonly bare?: boolean;
    } = {},
  ): Promise<string> {
    this.#images += 1;
    const { kind = "oci", manifests, tag, bare = false } = options;
    const config = `sha256:${createHash("sha256").update(String(this.#images)).digest("hex")}`;
    const { image } = await this.aws.ecr(options.region ?? REGION).send(
      new PutImageCommand({
        repositoryName: repository,
        imageTag: tag,
        imageManifestMediaType: MEDIA_TYPES[kind],
        imageManifest: JSON.stringify({
          schemaVersion: 2,
          ...(!bare && { mediaType: MEDIA_TYPES[kind] }),
          ...(manifests ? { manifests } : { config: { digest: config, size: 2 }, layers: [] }),
        }),
      }),
    );
    return image?.imageId?.imageDigest ?? "";
  }

  /** An image that was pushed, as it is handed on when it is resolved. */
  async image(): Promise<EcrResolved> {
    const repository = await this.repository();
    const digest = await this.push(repository);
    const ecr = { account: ACCOUNT, region: REGION, repository };
    return { image: `${host()}/${repository}@${digest}`, digest, ecr, warnings: [] };
  }

  /** Sets what the scan of an image found; see the emulator's README. */
  async scan({ ecr, digest }: EcrResolved, scan: object): Promise<void> {
    await this.control("scans", { repository: ecr.repository, digest, ...scan });
  }

  /** A pace that moves the emulated clock, and the waits that it was asked for. */
  pace(): Pace & { readonly waits: readonly number[] } {
    const waits: number[] = [];
    return {
      waits,
      wait: async (seconds) => {
        if (waits.push(seconds) > MAX_WAITS) throw new Error("waits for ever");
        await this.control("clock", { advanceSeconds: seconds });
      },
    };
  }

  /** Operations that ECR was asked for since the last time. */
  async calls(): Promise<readonly { readonly operation: string; readonly region: string }[]> {
    const calls = await this.emulator.control<{ service: string; operation: string; region: string }[]>(
      "GET",
      "calls",
    );
    await this.emulator.control("DELETE", "calls");
    return calls
      .filter(({ service }) => service === "ecr")
      .map(({ operation, region }) => ({ operation, region }));
  }

  /** Denies an operation of ECR until the running test is over. */
  async deny(operation: string): Promise<void> {
    onTestFinished(async () => {
      await this.emulator.control("DELETE", "faults");
    });
    await this.control("faults", [{ service: "ecr", operation, kind: "denied", times: null }]);
  }

  private control(path: string, body: unknown): Promise<unknown> {
    return this.emulator.control("POST", path, body);
  }
}

/** Host of the account's registry. */
export function host(region = REGION): string {
  return `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com`;
}
