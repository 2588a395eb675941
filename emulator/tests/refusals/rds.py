"""What RDS refuses, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import provokes
from tests.support import client, create_database, error_of, unique


def _create_instance(**change: Any) -> str:
    return create_database(**change)["DBInstanceIdentifier"]


@provokes("rds-deletion-protection")
def _() -> tuple[str, str]:
    name = _create_instance(DeletionProtection=True)
    return error_of(client("rds").delete_db_instance, DBInstanceIdentifier=name, SkipFinalSnapshot=True)


@provokes("rds-final-snapshot-exists")
def _() -> tuple[str, str]:
    rds, name, snapshot = client("rds"), _create_instance(), unique("final")
    rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier=snapshot)
    return error_of(rds.delete_db_instance, DBInstanceIdentifier=name, FinalDBSnapshotIdentifier=snapshot)


@provokes("rds-version-retired")
def _() -> tuple[str, str]:
    return error_of(_create_instance, EngineVersion="15.4")


@provokes("rds-downgrade")
def _() -> tuple[str, str]:
    name = _create_instance(EngineVersion="15.14")
    return error_of(client("rds").modify_db_instance, DBInstanceIdentifier=name, EngineVersion="15.13")
