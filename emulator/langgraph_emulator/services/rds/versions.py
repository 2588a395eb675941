"""PostgreSQL versions that can be created.

https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
"""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse

ENGINE = "postgres"

# Major version -> minor versions on offer; AWS withdraws old minors for new instances some time after a release.
MINORS = {14: (18, 19, 20), 15: (13, 14, 15), 16: (9, 10, 11), 17: (5, 6, 7), 18: (1,)}


def available() -> list[str]:
    return [f"{major}.{minor}" for major, minors in MINORS.items() for minor in minors]


def newest(major: int) -> str:
    return f"{major}.{max(MINORS[major])}"


def resolve(engine: str, requested: str | None) -> str | None:
    """The full version for what was asked: a major version means its newest minor."""
    if engine != ENGINE or requested is None:
        return requested
    if requested.isdigit() and int(requested) in MINORS:
        return newest(int(requested))
    if _is_offered(requested):
        return requested
    raise refuse("rds-version-retired", version=requested, engine=engine)


def _is_offered(version: str) -> bool:
    """Minors newer than the table are taken on trust: AWS adds one to each major version every quarter."""
    major, _, minor = version.partition(".")
    if not (major.isdigit() and minor.isdigit()):
        return False
    return int(major) in MINORS and int(minor) >= min(MINORS[int(major)])


def parse(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@operation("rds", "DescribeDBEngineVersions")
def describe_db_engine_versions(call: Call) -> dict[str, Any]:
    if call.params.get("Engine", ENGINE) != ENGINE:
        return {"DBEngineVersions": []}
    wanted = call.params.get("EngineVersion", "")
    family = call.params.get("DBParameterGroupFamily")
    found = [_describe(v) for v in available() if v == wanted or v.startswith(f"{wanted}.") or not wanted]
    if family:
        found = [v for v in found if v["DBParameterGroupFamily"] == family]
    if call.params.get("DefaultOnly"):
        found = [v for v in found if v["EngineVersion"] == newest(parse(v["EngineVersion"])[0])][:1]
    return {"DBEngineVersions": found}


def _describe(version: str) -> dict[str, Any]:
    major = parse(version)[0]
    return {
        "Engine": ENGINE,
        "MajorEngineVersion": str(major),
        "EngineVersion": version,
        "DBParameterGroupFamily": f"postgres{major}",
        "DBEngineDescription": "PostgreSQL",
        "DBEngineVersionDescription": f"PostgreSQL {version}-R1",
        "ValidUpgradeTarget": [
            {
                "Engine": ENGINE,
                "EngineVersion": target,
                "Description": f"PostgreSQL {target}-R1",
                "AutoUpgrade": target == newest(major),
                "IsMajorVersionUpgrade": parse(target)[0] != major,
            }
            for target in available()
            if parse(target) > parse(version)
        ],
        "ExportableLogTypes": ["postgresql", "upgrade", "iam-db-auth-error"],
        "SupportsLogExportsToCloudwatchLogs": True,
        "SupportsReadReplica": True,
        "SupportedFeatureNames": ["Lambda", "s3Export", "s3Import"],
        "SupportedEngineModes": ["provisioned"],
        "SupportsGlobalDatabases": False,
        "SupportsParallelQuery": False,
        "SupportsBabelfish": False,
        "Status": "available",
    }
