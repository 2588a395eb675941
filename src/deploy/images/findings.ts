import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsCommandOutput,
  type EnhancedImageScanFinding,
  type ImageScanFinding,
} from "@aws-sdk/client-ecr";
import type { Aws } from "../aws";
import { DeployError, refused } from "../errors";
import { deniedAction, isDenied } from "../explain";
import type { Pace } from "../pace";
import { wordsOfRepository } from "./manifest";
import type { EcrResolved } from "./resolve";

type Image = Pick<EcrResolved, "ecr" | "digest">;

export interface FindingsOptions {
  /** Environment that the image is shipped to; `production` takes no image that was not scanned. */
  readonly environment: string;
  /** Ships in spite of critical findings. */
  readonly allowFindings: boolean;
  /** Ships to production what was not scanned. */
  readonly allowUnscanned: boolean;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  /** Called once, before a scan is waited for. @default - nothing */
  readonly onWait?: (() => void) | undefined;
  /** Longest wait for a scan that runs, in seconds. @default 600 */
  readonly timeoutSeconds?: number | undefined;
  /** Longest wait for a scan to begin, in seconds. @default 30, where a scan must be; 0 elsewhere */
  readonly appearsSeconds?: number | undefined;
}

/** What a scan found. */
export interface Findings {
  /** Status of the scan as ECR names it, ScanNotFoundException or NOT_READABLE. */
  readonly status: string;
  /** Findings by severity, such as CRITICAL; empty where there is no result. */
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** Seconds between two looks at a scan that runs. */
const INTERVAL = 10;

/** Seconds that a scan on push may take to appear after the push. */
const APPEARS_SECONDS = 30;
const NOT_FOUND = "ScanNotFoundException";
const NOT_READABLE = "NOT_READABLE";

/** Critical findings that a refusal names. */
const SHOWN = 10;

const RESULT: ReadonlySet<string> = new Set(["ACTIVE", "COMPLETE"]);
const RUNNING: ReadonlySet<string> = new Set(["IN_PROGRESS", "PENDING"]);

/** Why there is no result, by status; any other status is told by its name. */
const REASONS: Readonly<Record<string, string>> = {
  IN_PROGRESS: "its scan is not over",
  PENDING: "its scan has not begun",
  ScanNotFoundException: "it was never scanned",
  UNSUPPORTED_IMAGE: "its operating system or media type cannot be scanned",
  FAILED: "the scan failed",
  SCAN_ELIGIBILITY_EXPIRED: "it is older than what is scanned continuously",
  FINDINGS_UNAVAILABLE: "the findings of its scan are not available",
  LIMIT_EXCEEDED: "the account's limit of scans was reached",
  IMAGE_ARCHIVED: "it is archived",
  NOT_READABLE: "its scan may not be read",
};

/**
 * Refuses an image with critical findings, and for production one that was not scanned; waits for a scan that runs.
 *
 * A scan without a result is never one without findings. Basic and enhanced scanning are both understood; of enhanced
 * findings those count that are active, so neither suppressed nor closed ones.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 *
 * @throws DeployError refused; interrupted, when the signal is aborted while a scan runs
 */
export async function checkFindings(aws: Aws, image: Image, options: FindingsOptions): Promise<Findings> {
  const scan = await finishedScan(aws, image, options);
  return RESULT.has(scan.status) ? judge(image, scan, options) : judgeUnscanned(image, scan, options);
}

interface Finding {
  readonly severity: string;
  readonly words: string;
}

interface Scan {
  readonly status: string;
  /** ECR's own words about the status. */
  readonly description?: string | undefined;
  readonly findings: readonly Finding[];
}

async function finishedScan(aws: Aws, image: Image, options: FindingsOptions): Promise<Scan> {
  const { pace, signal, timeoutSeconds = 600 } = options;
  const { appearsSeconds = mustBeScanned(options) ? APPEARS_SECONDS : 0 } = options;
  for (let waited = 0; ; waited += INTERVAL) {
    const scan = await readScan(aws, image);
    const mayAppear = scan.status === NOT_FOUND && waited < appearsSeconds;
    if (!RUNNING.has(scan.status) && !mayAppear) {
      return scan.status === NOT_FOUND && waited > 0 ? unfinished(scan, waited) : scan;
    }
    if (waited >= timeoutSeconds) return unfinished(scan, timeoutSeconds);
    if (waited === 0) options.onWait?.();
    await pace.wait(Math.min(INTERVAL, timeoutSeconds - waited), signal);
    if (signal.aborted)
      throw new DeployError("interrupted", "Interrupted while the image was being scanned.");
  }
}

function unfinished(scan: Scan, seconds: number): Scan {
  return { ...scan, description: `waited ${seconds} seconds for it` };
}

async function readScan(aws: Aws, image: Image): Promise<Scan> {
  try {
    const pages = await allPages(aws, image);
    const { status = "UNKNOWN", description } = pages[0]?.imageScanStatus ?? {};
    const findings = pages.flatMap(({ imageScanFindings }) => [
      ...(imageScanFindings?.findings ?? []).map(basicFinding),
      ...(imageScanFindings?.enhancedFindings ?? []).flatMap(enhancedFinding),
    ]);
    return { status, description, findings };
  } catch (error) {
    const { name } = error as Error;
    if (name === NOT_FOUND) return { status: name, findings: [] };
    if (isDenied(error)) {
      const action = deniedAction(error) ?? "ecr:DescribeImageScanFindings";
      return { status: NOT_READABLE, description: `the permission ${action} is missing`, findings: [] };
    }
    if (!/^(Image|Repository)NotFoundException$/.test(name)) throw error;
    throw refused(
      `The image ${image.digest} is no longer in the ${wordsOfRepository(image.ecr)}.`,
      "Somebody has deleted it: push it again, or give another one.",
    );
  }
}

async function allPages(
  aws: Aws,
  { ecr, digest }: Image,
): Promise<readonly DescribeImageScanFindingsCommandOutput[]> {
  const pages: DescribeImageScanFindingsCommandOutput[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.ecr(ecr.region).send(
      new DescribeImageScanFindingsCommand({
        registryId: ecr.account,
        repositoryName: ecr.repository,
        imageId: { imageDigest: digest },
        maxResults: 1000,
        nextToken,
      }),
    );
    pages.push(page);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return pages;
}

function basicFinding({ name, severity, attributes }: ImageScanFinding): Finding {
  const attribute = (key: string) => attributes?.find((each) => each.key === key)?.value;
  const software = [attribute("package_name"), attribute("package_version")].filter(Boolean).join(" ");
  return { severity: severity ?? "UNDEFINED", words: inWords(name, software) };
}

function enhancedFinding(finding: EnhancedImageScanFinding): readonly Finding[] {
  const { status = "ACTIVE", severity = "UNTRIAGED", title, packageVulnerabilityDetails: details } = finding;
  if (status !== "ACTIVE") return [];
  const software = (details?.vulnerablePackages ?? []).map(({ name, version }) =>
    [name, version].filter(Boolean).join(" "),
  );
  return [{ severity, words: inWords(details?.vulnerabilityId ?? title, software.join(", ")) }];
}

function inWords(name = "a finding without a name", software: string): string {
  return software === "" ? name : `${name} in ${software}`;
}

function judge(image: Image, { status, findings }: Scan, options: FindingsOptions): Findings {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  const critical = findings.filter(({ severity }) => severity === "CRITICAL").map(({ words }) => words);
  if (critical.length === 0) return { status, counts, warnings: [] };
  const problem = `The image ${image.digest} has ${critical.length} critical finding${critical.length === 1 ? "" : "s"}`;
  if (options.allowFindings)
    return { status, counts, warnings: [`${problem}, and is shipped in spite of it.`] };
  throw refused(
    `${problem}.`,
    "Build it on a mended base or with newer packages and push it, or ship it in spite of them with --allow-findings.",
    [
      ...critical.slice(0, SHOWN),
      ...(critical.length > SHOWN ? [`and ${critical.length - SHOWN} more`] : []),
    ],
  );
}

function mustBeScanned({ environment, allowUnscanned }: FindingsOptions): boolean {
  return environment === "production" && !allowUnscanned;
}

function judgeUnscanned(image: Image, { status, description }: Scan, options: FindingsOptions): Findings {
  const reason = REASONS[status] ?? `the status of its scan is ${status}`;
  const why = description === undefined ? reason : `${reason}: ${description}`;
  const problem = `Nothing is known of the vulnerabilities of the image ${image.digest} in the ${wordsOfRepository(image.ecr)}: ${why.replace(/\.$/, "")}.`;
  if (!mustBeScanned(options)) {
    return { status, counts: {}, warnings: [problem] };
  }
  const { account, region, repository } = image.ecr;
  throw refused(
    problem,
    `Have it scanned (\`aws ecr start-image-scan --registry-id ${account} --region ${region} --repository-name ${repository} --image-id imageDigest=${image.digest}\`; scan on push does it for the next ones), or ship it with --allow-unscanned.`,
  );
}
