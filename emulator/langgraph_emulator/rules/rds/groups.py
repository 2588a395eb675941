"""Subnet groups, and parameter groups with their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses

# Of PostgreSQL's own and RDS's parameters, those that take a restart, and switches.
_STATIC = {
    *("shared_buffers", "shared_preload_libraries", "max_connections", "max_worker_processes", "max_wal_senders"),
    *("max_replication_slots", "max_locks_per_transaction", "max_prepared_transactions", "wal_buffers", "huge_pages"),
    *("autovacuum_max_workers", "autovacuum_freeze_max_age", "track_activity_query_size", "track_commit_timestamp"),
    *("rds.logical_replication", "rds.pg_stat_ramdisk_size", "max_files_per_process", "pg_stat_statements.max"),
}
_SWITCHES = {
    *("rds.force_ssl", "log_lock_waits", "log_connections", "log_disconnections", "log_duration", "autovacuum"),
    *("rds.logical_replication", "log_checkpoints", "log_hostname", "track_io_timing"),
}


@refuses("rds-subnet-group-zones")
def _(call: Call) -> Values | None:
    answers = (found(call, "ec2", "DescribeSubnets", SubnetIds=[subnet]) for subnet in call.params["SubnetIds"])
    zones = {answer["Subnets"][0]["AvailabilityZone"] for answer in answers if answer}
    return {"zones": ", ".join(zones)} if len(zones) == 1 else None


def _instances(call: Call) -> list[dict[str, Any]]:
    return list(call.aws("rds", "DescribeDBInstances").get("DBInstances", []))


@refuses("rds-subnet-group-in-use")
def _(call: Call) -> Values | None:
    group = call.params["DBSubnetGroupName"]
    for instance in _instances(call):
        if (instance.get("DBSubnetGroup") or {}).get("DBSubnetGroupName") == group:
            return {"group": group, "instance": instance["DBInstanceIdentifier"]}
    return None


@refuses("rds-parameter-group-in-use")
def _(call: Call) -> Values | None:
    group = call.params["DBParameterGroupName"]
    for instance in _instances(call):
        if any(used["DBParameterGroupName"] == group for used in instance.get("DBParameterGroups") or []):
            return {"group": group}
    return None


def _parameters(call: Call) -> Iterator[tuple[str, dict[str, Any]]]:
    for parameter in call.params.get("Parameters") or []:
        yield parameter.get("ParameterName", ""), parameter


@refuses("rds-static-parameter")
def _(call: Call) -> Values | None:
    at_once = {name for name, parameter in _parameters(call) if parameter.get("ApplyMethod") == "immediate"}
    return {} if at_once & _STATIC else None


@refuses("rds-parameter-value")
def _(call: Call) -> Values | None:
    for name, parameter in _parameters(call):
        value = parameter.get("ParameterValue")
        if name in _SWITCHES and value not in (None, "0", "1"):
            return {"name": name, "value": value}
    return None
