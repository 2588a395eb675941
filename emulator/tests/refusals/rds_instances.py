"""What RDS refuses of PostgreSQL instances, each tried."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.refusals import given, provokes
from tests.support import Network, client, error_of, role, unique

_CANARY = "canary-of-a-password"


@cache
def _monitoring() -> str:
    return role("refused-monitoring", "monitoring.rds.amazonaws.com")


def _create(**change: Any) -> Any:
    request = {
        "DBInstanceIdentifier": unique("refused"),
        "Engine": "postgres",
        "EngineVersion": "15",
        "DBInstanceClass": "db.t4g.medium",
        "AllocatedStorage": 20,
        "MaxAllocatedStorage": 22,
        "StorageType": "gp3",
        "StorageEncrypted": True,
        "DBName": "agents",
        "MasterUsername": "somebody",
        "MasterUserPassword": "not-a-secret",
        "MonitoringInterval": 60,
        "MonitoringRoleArn": _monitoring(),
        "EnablePerformanceInsights": True,
        "PerformanceInsightsRetentionPeriod": 31,
        "PreferredBackupWindow": "03:00-04:00",
        "PreferredMaintenanceWindow": "sun:04:30-sun:05:00",
        "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        **change,
    }
    return client("rds").create_db_instance(**given(request))["DBInstance"]["DBInstanceIdentifier"]


def _instance(row_id: str, **change: Any) -> None:
    provokes(f"rds-{row_id}")(lambda: error_of(_create, **change))


_instance("identifier", DBInstanceIdentifier="two--hyphens")
_instance("class-unknown", DBInstanceClass="db.t4g.huge")
_instance("class-of-engine", DBInstanceClass="db.t2.medium")
_instance("port", Port=1149)
_instance("database-name", DBName="1st")
_instance("database-name-reserved", DBName="rdsadmin")
_instance("user-name", MasterUsername="some-body")
_instance("user-name-reserved", MasterUsername="admin")
_instance("password-short", MasterUserPassword="7-chars")
_instance("password-long", MasterUserPassword="x" * 129)
_instance("no-password", MasterUserPassword=None)
_instance("storage-magnetic", StorageType="standard")
_instance("storage-size", AllocatedStorage=19)
_instance("storage-maximum", AllocatedStorage=100, MaxAllocatedStorage=99)
_instance("storage-maximum-size", MaxAllocatedStorage=65537)
_instance("small-gp3-speed", AllocatedStorage=399, MaxAllocatedStorage=None, Iops=12000)
_instance("gp3-iops", AllocatedStorage=400, MaxAllocatedStorage=None, Iops=11999)
_instance("gp3-throughput", AllocatedStorage=400, MaxAllocatedStorage=None, StorageThroughput=4001)
_instance("key-without-encryption", KmsKeyId="alias/aws/rds", StorageEncrypted=False)
_instance("backup-retention", BackupRetentionPeriod=36)
_instance("backup-window", PreferredBackupWindow="03:00-4am")
_instance("backup-window-length", PreferredBackupWindow="03:00-03:29")
_instance("maintenance-window", PreferredMaintenanceWindow="sunday:03:00-sunday:04:00")
_instance("windows-overlap", PreferredMaintenanceWindow="sat:03:59-sat:04:31")
_instance("monitoring-interval", MonitoringInterval=20)
_instance("monitoring-without-role", MonitoringRoleArn=None)
_instance("monitoring-without-interval", MonitoringInterval=None)
_instance("insights-retention", PerformanceInsightsRetentionPeriod=30)
_instance("insights-switched-off", EnablePerformanceInsights=False)
_instance("log-types", EnableCloudwatchLogsExports=["postgresql", "error"])
_instance("certificate-authority", CACertificateIdentifier="rds-ca-2019")
_instance("zone-of-two", MultiAZ=True, AvailabilityZone="us-east-1a")


@provokes("rds-password-characters")
def _() -> tuple[str, str]:
    code, message = error_of(_create, MasterUserPassword=f"{_CANARY}@host")
    assert _CANARY not in message
    return code, message


@provokes("rds-storage-smaller")
def _() -> tuple[str, str]:
    identifier = _create(AllocatedStorage=30, MaxAllocatedStorage=None)
    return error_of(client("rds").modify_db_instance, DBInstanceIdentifier=identifier, AllocatedStorage=29)


@provokes("rds-key")
def _() -> tuple[str, str]:
    stranger = {"AWS": "arn:aws:iam::210987654321:root"}
    statement = {"Effect": "Allow", "Principal": stranger, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    kms = client("kms")
    good = kms.create_key()["KeyMetadata"]
    _create(KmsKeyId=good["Arn"])
    kms.disable_key(KeyId=good["KeyId"])
    disabled = error_of(_create, KmsKeyId=good["Arn"])
    other = kms.create_key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)["KeyMetadata"]
    shut_out = error_of(_create, PerformanceInsightsKMSKeyId=other["Arn"])
    assert disabled[0] == shut_out[0]
    return shut_out


@provokes("rds-monitoring-role")
def _() -> tuple[str, str]:
    return error_of(_create, MonitoringRoleArn=role("refused-tasks", "ecs-tasks.amazonaws.com"))


@provokes("rds-parameter-group-family")
def _() -> tuple[str, str]:
    group = {"DBParameterGroupName": unique("older"), "DBParameterGroupFamily": "postgres14", "Description": "tests"}
    client("rds").create_db_parameter_group(**group)
    return error_of(_create, DBParameterGroupName=group["DBParameterGroupName"])


@provokes("rds-other-vpc")
def _() -> tuple[str, str]:
    group = unique("subnets")
    client("rds").create_db_subnet_group(
        DBSubnetGroupName=group, DBSubnetGroupDescription="tests", SubnetIds=Network().subnets
    )
    return error_of(_create, DBSubnetGroupName=group, VpcSecurityGroupIds=[Network().group])


def taken() -> None:
    """The instance that all of these change; raises unless it is taken."""
    _create()
    _create(Port=1150)
    _create(AllocatedStorage=100, MaxAllocatedStorage=100)
    for instance_class in ("db.m6idn.32xlarge", "db.m6in.large", "db.r6idn.xlarge", "db.r6in.2xlarge", "db.m9g.large"):
        _create(DBInstanceClass=instance_class)
    _create(MasterUserPassword=None, MasterUserAuthenticationType="iam-db-auth")
