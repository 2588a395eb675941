"""Automated backups that are replicated to another region.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.services.rds.instances import InstanceAttributes


class ReplicatedBackups:
    """In the destination region, by the ARN of the source instance."""

    def __init__(self, world: object, region: str) -> None:
        self.by_source: dict[str, dict[str, Any]] = {}


@operation("rds", "StartDBInstanceAutomatedBackupsReplication")
def start_replication(call: Call) -> dict[str, Any]:
    source_arn = call.params["SourceDBInstanceArn"]
    region, identifier = _parts(source_arn)
    source = call.world.call("rds", "DescribeDBInstances", region, {"DBInstanceIdentifier": identifier})
    instance = source["DBInstances"][0]
    if instance.get("StorageEncrypted") and not call.params.get("KmsKeyId"):
        raise AwsError("InvalidParameterCombination", "KmsKeyId is required to replicate encrypted backups.")
    arn = call.arn(f"auto-backup:ab-{uuid4().hex[:26]}", "rds")
    backup = {
        "DBInstanceArn": source_arn,
        "DbiResourceId": instance.get("DbiResourceId"),
        "Region": region,
        "DBInstanceIdentifier": identifier,
        "RestoreWindow": {},
        "AllocatedStorage": instance.get("AllocatedStorage"),
        "Status": "replicating",
        "Port": (instance.get("Endpoint") or {}).get("Port"),
        "InstanceCreateTime": instance.get("InstanceCreateTime"),
        "MasterUsername": instance.get("MasterUsername"),
        "Engine": instance.get("Engine"),
        "EngineVersion": instance.get("EngineVersion"),
        "Encrypted": instance.get("StorageEncrypted"),
        "StorageType": instance.get("StorageType"),
        "KmsKeyId": call.params.get("KmsKeyId"),
        "BackupRetentionPeriod": call.params.get("BackupRetentionPeriod", 7),
        "DBInstanceAutomatedBackupsArn": arn,
        "BackupTarget": "region",
    }
    call.state(ReplicatedBackups).by_source[source_arn] = backup
    _replications(call, region, identifier).add(arn)
    return {"DBInstanceAutomatedBackup": backup}


@operation("rds", "StopDBInstanceAutomatedBackupsReplication")
def stop_replication(call: Call) -> dict[str, Any]:
    source_arn = call.params["SourceDBInstanceArn"]
    backup = call.state(ReplicatedBackups).by_source.pop(source_arn, None)
    if backup is None:
        raise AwsError("DBInstanceNotFound", f"No automated backups of {source_arn} are replicated to {call.region}.")
    region, identifier = _parts(source_arn)
    _replications(call, region, identifier).discard(backup["DBInstanceAutomatedBackupsArn"])
    return {"DBInstanceAutomatedBackup": {**backup, "Status": "deleting"}}


@operation("rds", "DescribeDBInstanceAutomatedBackups")
def describe_automated_backups(call: Call) -> dict[str, Any]:
    arn = call.params.get("DBInstanceAutomatedBackupsArn")
    replicated = list(call.state(ReplicatedBackups).by_source.values())
    if arn:
        found = [backup for backup in replicated if backup["DBInstanceAutomatedBackupsArn"] == arn]
        if not found:
            raise AwsError("DBInstanceAutomatedBackupNotFound", f"DBInstanceAutomatedBackup {arn} not found.")
        return {"DBInstanceAutomatedBackups": found}
    own = call.moto().get("DBInstanceAutomatedBackups", [])
    return {"DBInstanceAutomatedBackups": own + replicated}


def _parts(instance_arn: str) -> tuple[str, str]:
    parts = instance_arn.split(":")
    return parts[3], parts[6]


def _replications(call: Call, region: str, identifier: str) -> set[str]:
    return call.world.state(InstanceAttributes, region).replications.setdefault(identifier, set())
