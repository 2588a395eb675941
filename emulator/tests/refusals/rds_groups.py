"""What RDS refuses of subnet groups and parameter groups, each tried."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.refusals import provokes
from tests.support import Network, client, error_of, unique


@cache
def _network() -> Network:
    return Network()


def _subnet_group(subnets: list[str] | None = None, name: str = "") -> Any:
    request = {"DBSubnetGroupName": name or unique("subnets"), "SubnetIds": subnets or _network().subnets}
    created = client("rds").create_db_subnet_group(**request, DBSubnetGroupDescription="tests")
    return created["DBSubnetGroup"]["DBSubnetGroupName"]


def _parameter_group(**change: Any) -> str:
    request = {"DBParameterGroupName": unique("parameters"), "DBParameterGroupFamily": "postgres15", **change}
    created = client("rds").create_db_parameter_group(**request, Description="tests")
    return created["DBParameterGroup"]["DBParameterGroupName"]


def _set(name: str, value: str, method: str) -> Any:
    parameter = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
    return client("rds").modify_db_parameter_group(DBParameterGroupName=_parameter_group(), Parameters=[parameter])


@cache
def _used() -> dict[str, str]:
    """A subnet group and a parameter group with a database in them."""
    groups = {"DBSubnetGroupName": _subnet_group(), "DBParameterGroupName": _parameter_group()}
    client("rds").create_db_instance(
        DBInstanceIdentifier=unique("user"),
        Engine="postgres",
        EngineVersion="15",
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=20,
        MasterUsername="somebody",
        MasterUserPassword="not-a-secret",
        VpcSecurityGroupIds=[_network().group],
        **groups,
    )
    return groups


provokes("rds-subnet-group-name")(lambda: error_of(_subnet_group, name="Default"))
provokes("rds-parameter-group-name")(lambda: error_of(_parameter_group, DBParameterGroupName="a_b"))
provokes("rds-parameter-family")(lambda: error_of(_parameter_group, DBParameterGroupFamily="postgres15.4"))
provokes("rds-subnet-group-zones")(lambda: error_of(_subnet_group, _network().subnets[:1]))
provokes("rds-static-parameter")(lambda: error_of(_set, "max_connections", "100", "immediate"))
provokes("rds-parameter-value")(lambda: error_of(_set, "rds.force_ssl", "on", "immediate"))


@provokes("rds-subnet-group-in-use")
def _() -> tuple[str, str]:
    return error_of(client("rds").delete_db_subnet_group, DBSubnetGroupName=_used()["DBSubnetGroupName"])


@provokes("rds-parameter-group-in-use")
def _() -> tuple[str, str]:
    group = _used()["DBParameterGroupName"]
    return error_of(client("rds").delete_db_parameter_group, DBParameterGroupName=group)


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    _set("max_connections", "100", "pending-reboot")
    _set("rds.force_ssl", "1", "immediate")
