"""DB instances: the attributes that moto drops are kept beside it and laid over its answers."""

from __future__ import annotations

import random
import string
from typing import Any

from moto.core.utils import get_service_model
from moto.rds.models import rds_backends

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import ACCOUNT, Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.rds import versions

# Parameters whose attribute has another name.
_RENAMED = {
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EnableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
}
_DEFAULTS = {
    "MonitoringInterval": 0,
    "PerformanceInsightsEnabled": False,
    "CACertificateIdentifier": "rds-ca-rsa2048-g1",
    "CopyTagsToSnapshot": False,
    "IAMDatabaseAuthenticationEnabled": False,
    "DeletionProtection": False,
    "NetworkType": "IPV4",
    "BackupTarget": "region",
    "CustomerOwnedIpEnabled": False,
    "EnabledCloudwatchLogsExports": [],
    "DatabaseInsightsMode": "standard",
}
_NOT_ATTRIBUTES = {"DBInstanceIdentifier", "Engine", "DBName", "AllocatedStorage", "EngineVersion"}


class InstanceAttributes:
    """By identifier of the instance, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_instance: dict[str, dict[str, Any]] = {}
        self.replications: dict[str, set[str]] = {}


@operation("rds", "CreateDBInstance")
def create_db_instance(call: Call) -> dict[str, Any]:
    engine = call.params.get("Engine", "")
    call.params["EngineVersion"] = versions.resolve(engine, call.params.get("EngineVersion"))
    identifier = call.params["DBInstanceIdentifier"]
    answer = call.moto()
    answer["DBInstance"]["DbiResourceId"] = _give_resource_id(call, identifier)
    attributes = call.state(InstanceAttributes).by_instance
    attributes[identifier] = {**_DEFAULTS, **_scalars(call.params)}
    return {"DBInstance": _complete(call, answer["DBInstance"])}


@operation("rds", "ModifyDBInstance")
def modify_db_instance(call: Call) -> dict[str, Any]:
    identifier = call.params["DBInstanceIdentifier"]
    current = _describe(call, identifier)
    version = call.params.get("EngineVersion")
    if version is not None:
        call.params["EngineVersion"] = _upgrade(current, version)
    answer = call.moto(CloudwatchLogsExportConfiguration=None)
    attributes = call.state(InstanceAttributes).by_instance
    kept = attributes.pop(identifier, {})
    kept.update(_scalars(call.params))
    kept["EnabledCloudwatchLogsExports"] = _exports(kept, call.params.get("CloudwatchLogsExportConfiguration", {}))
    new_identifier: str = call.params.get("NewDBInstanceIdentifier") or identifier
    attributes[new_identifier] = kept
    return {"DBInstance": _complete(call, answer["DBInstance"])}


@operation("rds", "DescribeDBInstances")
def describe_db_instances(call: Call) -> dict[str, Any]:
    answer = call.moto()
    answer["DBInstances"] = [_complete(call, instance) for instance in answer.get("DBInstances", [])]
    return answer


@operation("rds", "DeleteDBInstance")
def delete_db_instance(call: Call) -> dict[str, Any]:
    identifier = call.params["DBInstanceIdentifier"]
    instance = _describe(call, identifier)
    if instance.get("DeletionProtection"):
        raise refuse("rds-deletion-protection")
    snapshot = call.params.get("FinalDBSnapshotIdentifier")
    if snapshot and _snapshot_exists(call, snapshot):
        raise refuse("rds-final-snapshot-exists", snapshot=snapshot)
    answer = call.moto()
    deleted = _complete(call, answer["DBInstance"])
    call.state(InstanceAttributes).by_instance.pop(identifier, None)
    return {"DBInstance": deleted}


def _give_resource_id(call: Call, identifier: str) -> str:
    """An id of its own: moto gives all instances the same, by which Terraform looks for them."""
    resource_id = "db-" + "".join(random.choices(string.ascii_uppercase + string.digits, k=26))
    rds_backends[ACCOUNT][call.region].databases[identifier].dbi_resource_id = resource_id
    return resource_id


def _describe(call: Call, identifier: str) -> dict[str, Any]:
    return call.aws("rds", "DescribeDBInstances", DBInstanceIdentifier=identifier)["DBInstances"][0]


def _snapshot_exists(call: Call, identifier: str) -> bool:
    try:
        return bool(call.aws("rds", "DescribeDBSnapshots", DBSnapshotIdentifier=identifier)["DBSnapshots"])
    except AwsError:
        return False


def _upgrade(current: dict[str, Any], requested: str) -> str:
    """The version to set. A major version that the instance already has asks for nothing."""
    engine, present = current["Engine"], current["EngineVersion"]
    if engine != versions.ENGINE:
        return requested
    if requested in (present, present.split(".")[0]):
        return present
    if versions.parse(requested) < versions.parse(present):
        raise refuse("rds-downgrade", engine=engine, current=present, version=requested)
    return versions.resolve(engine, requested) or present


def _exports(kept: dict[str, Any], change: dict[str, Any]) -> list[str]:
    exports = set(kept.get("EnabledCloudwatchLogsExports") or [])
    exports |= set(change.get("EnableLogTypes") or [])
    return sorted(exports - set(change.get("DisableLogTypes") or []))


def _scalars(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters that DescribeDBInstances gives back unchanged."""
    members = get_service_model("rds").shape_for("DBInstance").members
    kept = {}
    for parameter, value in params.items():
        attribute = _RENAMED.get(parameter, parameter)
        if attribute in _NOT_ATTRIBUTES or attribute not in members:
            continue
        if members[attribute].type_name in ("string", "integer", "boolean") or parameter in _RENAMED:
            kept[attribute] = value
    return kept


def _complete(call: Call, instance: dict[str, Any]) -> dict[str, Any]:
    state = call.state(InstanceAttributes)
    identifier = instance["DBInstanceIdentifier"]
    instance.update(state.by_instance.get(identifier, {}))
    instance.setdefault("CertificateDetails", {})["CAIdentifier"] = instance.get("CACertificateIdentifier")
    if instance.get("MonitoringInterval"):
        instance["EnhancedMonitoringResourceArn"] = call.arn(
            f"log-group:RDSOSMetrics:log-stream:{instance.get('DbiResourceId', identifier)}", "logs"
        )
    else:
        instance.pop("MonitoringRoleArn", None)
    instance["DBInstanceAutomatedBackupsReplications"] = [
        {"DBInstanceAutomatedBackupsArn": arn} for arn in sorted(state.replications.get(identifier, ()))
    ]
    return instance
