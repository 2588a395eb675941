import type { Finding } from "./checkov-report";
import type { Exception } from "./exceptions";

/** What Checkov found in one environment's plan. */
export interface Scan {
  readonly environment: string;
  readonly findings: readonly Finding[];
}

export interface NewFinding extends Finding {
  readonly environment: string;
}

/** An exception of a check that passes in an environment, or is not made there any more. */
export interface Unneeded {
  readonly exception: Exception;
  readonly environment: string;
}

export interface Verdict {
  readonly found: readonly NewFinding[];
  readonly unneeded: readonly Unneeded[];
}

/** Holds what was found against the list, in both directions. */
export function judge(scans: readonly Scan[], exceptions: readonly Exception[]): Verdict {
  return {
    found: scans.flatMap(({ environment, findings }) =>
      findings
        .filter((finding) => !exceptions.some((each) => isFor(each, environment, finding)))
        .map((finding) => ({ environment, ...finding })),
    ),
    unneeded: exceptions.flatMap((exception) =>
      exception.environments
        .filter((environment) => !scans.some((scan) => isNeeded(exception, environment, scan)))
        .map((environment) => ({ exception, environment })),
    ),
  };
}

function isNeeded(exception: Exception, environment: string, scan: Scan): boolean {
  return (
    scan.environment === environment && scan.findings.some((each) => isFor(exception, environment, each))
  );
}

function isFor({ check, address, environments }: Exception, environment: string, finding: Finding): boolean {
  return (
    check === finding.check &&
    address === finding.address &&
    environments.some((each) => each === environment)
  );
}
