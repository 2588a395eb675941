"""What RDS refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "rds-deletion-protection",
        "rds",
        "DeleteDBInstance",
        "deletion protection is on",
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        _RDS + "APIReference/API_DeleteDBInstance.html",
    ),
    Refusal(
        "rds-final-snapshot-exists",
        "rds",
        "DeleteDBInstance",
        "a snapshot has the identifier of the final snapshot",
        "DBSnapshotAlreadyExists",
        "Cannot create the snapshot because a snapshot with the identifier {snapshot} already exists.",
        _RDS + "APIReference/API_DeleteDBInstance.html",
    ),
    Refusal(
        "rds-version-retired",
        "rds",
        "CreateDBInstance",
        "AWS does not offer the engine version (any more)",
        "InvalidParameterCombination",
        "Cannot find version {version} for {engine}",
        _RDS + "PostgreSQLReleaseNotes/postgresql-release-calendar.html",
    ),
    Refusal(
        "rds-downgrade",
        "rds",
        "ModifyDBInstance",
        "the engine version is older than the instance's",
        "InvalidParameterCombination",
        "Cannot upgrade {engine} from {current} to {version}",
        _RDS + "APIReference/API_ModifyDBInstance.html",
    ),
)
