"""Storage, class, key and the like of an instance, as it is or as it would be."""

from __future__ import annotations

import re
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, keys, refuses, roles
from langgraph_emulator.services.rds import versions

# GiB by storage type. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
_SIZES = {"gp3": (20, 65536), "gp2": (20, 65536), "io1": (100, 65536), "io2": (100, 65536)}
_STRIPED_FROM = 400
_IOPS = (12_000, 64_000)
_THROUGHPUT = (500, 4_000)
# Families that PostgreSQL 15 runs on, and their largest size; the others have gone or never had it.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html
_BURSTABLE = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
_LARGEST = {
    **dict.fromkeys(("m5", "m5d", "r5", "r5b", "r5d"), 24),
    **dict.fromkeys(("m6g", "m6gd", "r6g", "r6gd", "m7g", "r7g", "x2g"), 16),
    **dict.fromkeys(("m6i", "m6id", "m6idn", "m6in", "r6i", "r6id", "r6idn", "r6in", "x2iedn", "x2idn"), 32),
    **dict.fromkeys(("m7i", "r7i", "m8g", "m8gd", "m9g", "r8g", "r8gd"), 48),
}
_LOGS = ("postgresql", "upgrade", "iam-db-auth-error")
# PostgreSQL's reserved key words and the roles that RDS makes itself.
# https://www.postgresql.org/docs/15/sql-keywords-appendix.html
_RESERVED = frozenset(
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create "
    "current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc distinct "
    "do else end except false fetch for foreign from grant group having in initially intersect into lateral leading limit "
    "localtime localtimestamp not null offset on only or order placing primary references returning select session_user "
    "some symmetric system_user table then to trailing true union unique user using variadic when where window with "
    "admin rdsadmin rds_superuser rds_replication rds_password rds_ad rds_iam rdsrepladmin rdstopmgr public none".split()
)
_NEEDED_OF_KEY = ("kms:DescribeKey", "kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt")


def _instance(call: Call) -> dict[str, Any]:
    """What the request says over what there is."""
    if call.operation == "CreateDBInstance":
        return call.params
    answer = found(call, "rds", "DescribeDBInstances", DBInstanceIdentifier=call.params["DBInstanceIdentifier"])
    return {**(answer["DBInstances"][0] if answer else {}), **call.params}


def _is_postgres(call: Call) -> bool:
    return call.params.get("Engine", versions.ENGINE) == versions.ENGINE


@refuses("rds-class-of-engine")
def _(call: Call) -> Values | None:
    name = call.params.get("DBInstanceClass")
    if name is None or not _is_postgres(call):
        return None
    _, family, size = name.split(".")[:3]
    runs = size in _BURSTABLE if family in ("t3", "t4g") else family in _LARGEST and _number(size) <= _LARGEST[family]
    return None if runs else {"class_name": name, "version": _instance(call).get("EngineVersion", "15")}


def _number(size: str) -> float:
    """How many times xlarge a size is; burstable instances' sizes are none of the others."""
    if size in ("large", "xlarge"):
        return 1
    count = re.match(r"\d+", size)
    return int(count[0]) if count else float("inf")


@refuses("rds-user-name-reserved")
def _(call: Call) -> Values | None:
    name = call.params.get("MasterUsername") or ""
    is_reserved = name.lower() in _RESERVED or name.lower().startswith("pg_")
    return {"name": name} if is_reserved and _is_postgres(call) else None


@refuses("rds-storage-size")
def _(call: Call) -> Values | None:
    size, kind = call.params.get("AllocatedStorage"), _instance(call).get("StorageType") or "gp2"
    if size is None or kind not in _SIZES or not _is_postgres(call):
        return None
    low, high = _SIZES[kind]
    return None if low <= size <= high else {"type": kind, "size": size}


@refuses("rds-storage-smaller")
def _(call: Call) -> Values | None:
    size = call.params.get("AllocatedStorage")
    if size is None or call.operation == "CreateDBInstance":
        return None
    answer = found(call, "rds", "DescribeDBInstances", DBInstanceIdentifier=call.params["DBInstanceIdentifier"])
    current = answer["DBInstances"][0] if answer else {"AllocatedStorage": 0}
    is_smaller = size < current["AllocatedStorage"]
    return {"type": current["StorageType"], "size": size, "current": current["AllocatedStorage"]} if is_smaller else None


@refuses("rds-storage-maximum")
def _(call: Call) -> Values | None:
    most, size = call.params.get("MaxAllocatedStorage"), _instance(call).get("AllocatedStorage") or 0
    return {} if most and most < size else None


def _gp3(call: Call) -> tuple[int, Any, Any] | None:
    """Size, IOPS and throughput of gp3 storage that is given a speed."""
    instance = _instance(call)
    iops, throughput = call.params.get("Iops"), call.params.get("StorageThroughput")
    if instance.get("StorageType") != "gp3" or not (iops or throughput):
        return None
    return instance.get("AllocatedStorage") or 0, iops, throughput


@refuses("rds-small-gp3-speed")
def _(call: Call) -> Values | None:
    speed = _gp3(call)
    return {} if speed and speed[0] < _STRIPED_FROM else None


@refuses("rds-gp3-iops")
def _(call: Call) -> Values | None:
    speed = _gp3(call)
    return {"value": speed[1]} if speed and speed[1] and not _IOPS[0] <= speed[1] <= _IOPS[1] else None


@refuses("rds-gp3-throughput")
def _(call: Call) -> Values | None:
    speed = _gp3(call)
    return {"value": speed[2]} if speed and speed[2] and not _THROUGHPUT[0] <= speed[2] <= _THROUGHPUT[1] else None


@refuses("rds-key")
def _(call: Call) -> Values | None:
    context = {"kms:viaservice": f"rds.{call.region}.amazonaws.com", "kms:granttoawsresource": "true"}
    for member in ("KmsKeyId", "PerformanceInsightsKMSKeyId", "MasterUserSecretKmsKeyId"):
        key = call.params.get(member)
        if key and not keys.is_usable(call, key, keys.SOMEBODY, _NEEDED_OF_KEY, context):
            return {"key": key}
    return None


@refuses("rds-monitoring-role")
def _(call: Call) -> Values | None:
    role = call.params.get("MonitoringRoleArn")
    if not role:
        return None
    source = call.arn(f"db:{call.params['DBInstanceIdentifier']}")
    return None if roles.is_assumable(call, role, "monitoring.rds.amazonaws.com", source) else {}


@refuses("rds-log-types")
def _(call: Call) -> Values | None:
    change = call.params.get("CloudwatchLogsExportConfiguration") or {}
    asked = call.params.get("EnableCloudwatchLogsExports") or change.get("EnableLogTypes") or []
    unknown = [log for log in asked if log not in _LOGS]
    if not unknown or not _is_postgres(call):
        return None
    return {"value": ", ".join(unknown), "version": _instance(call).get("EngineVersion", "15")}


@refuses("rds-parameter-group-family")
def _(call: Call) -> Values | None:
    group = call.params.get("DBParameterGroupName")
    answer = group and found(call, "rds", "DescribeDBParameterGroups", DBParameterGroupName=group)
    if not answer or not _is_postgres(call):
        return None
    family = answer["DBParameterGroups"][0]["DBParameterGroupFamily"]
    needed = f"postgres{str(_instance(call).get('EngineVersion') or '15').partition('.')[0]}"
    return None if family == needed else {"group": group, "family": family, "needed": needed}


@refuses("rds-other-vpc")
def _(call: Call) -> Values | None:
    group = call.params.get("DBSubnetGroupName")
    subnets = group and found(call, "rds", "DescribeDBSubnetGroups", DBSubnetGroupName=group)
    for security_group in call.params.get("VpcSecurityGroupIds") or [] if subnets else []:
        answer = found(call, "ec2", "DescribeSecurityGroups", GroupIds=[security_group])
        vpc, other = subnets["DBSubnetGroups"][0]["VpcId"], answer and answer["SecurityGroups"][0]["VpcId"]
        if other and other != vpc:
            return {"vpc": vpc, "other": other}
    return None
