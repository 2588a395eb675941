"""What RDS refuses of subnet groups and parameter groups."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Check, Matches
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"
_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"


def _row(
    row_id: str, operation: str, condition: str, error: tuple[str, str], page: str, check: Check | None = None
) -> Refusal:
    return Refusal(f"rds-{row_id}", "rds", operation, condition, *error, page, check)


ROWS: tuple[Refusal, ...] = (
    _row(
        "subnet-group-name",
        "CreateDBSubnetGroup",
        "the name is `default`, longer than 255 characters, or has others than letters, digits, dots, spaces, "
        "underscores and hyphens",
        (
            "InvalidParameterValue",
            "The parameter DBSubnetGroupName is not a valid identifier. Only alphanumeric characters, spaces, hyphens, "
            "underscores, and periods are allowed.",
        ),
        _API + "API_CreateDBSubnetGroup.html",
        Matches("DBSubnetGroupName", r"(?!(?i:default)$)[A-Za-z0-9. _-]{1,255}"),
    ),
    _row(
        "subnet-group-zones",
        "CreateDBSubnetGroup",
        "the subnets are all in one availability zone",
        (
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: {zones}. "
            "Add subnets to cover at least 2 AZs.",
        ),
        _GUIDE + "USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    ),
    _row(
        "subnet-group-in-use",
        "DeleteDBSubnetGroup",
        "a database is in the subnet group",
        (
            "InvalidDBSubnetGroupStateFault",
            "Cannot delete the subnet group '{group}' because at least one database instance: {instance} is still using it.",
        ),
        _API + "API_DeleteDBSubnetGroup.html",
    ),
    _row(
        "parameter-group-name",
        "CreateDBParameterGroup",
        "the name is not 1 to 255 letters, digits and single hyphens, a letter first and no hyphen last",
        (
            "InvalidParameterValue",
            "The parameter DBParameterGroupName is not a valid identifier. Identifiers must begin with a letter; must "
            "contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive "
            "hyphens.",
        ),
        _API + "API_CreateDBParameterGroup.html",
        Matches("DBParameterGroupName", r"(?=.{1,255}$)[A-Za-z](-?[A-Za-z0-9])*"),
    ),
    _row(
        "parameter-family",
        "CreateDBParameterGroup",
        "there is no such family",
        ("InvalidParameterValue", "ParameterGroupFamily {value} is not a valid parameter group family"),
        _API + "API_CreateDBParameterGroup.html",
        Matches("DBParameterGroupFamily", r"postgres(1[1-8])|(?!postgres).*"),
    ),
    _row(
        "parameter-group-in-use",
        "DeleteDBParameterGroup",
        "a database has the parameter group",
        (
            "InvalidDBParameterGroupState",
            "One or more database instances are still members of this parameter group {group}, so the group cannot be "
            "deleted",
        ),
        _API + "API_DeleteDBParameterGroup.html",
    ),
    _row(
        "static-parameter",
        "ModifyDBParameterGroup",
        "a parameter that PostgreSQL reads at its start is to change at once",
        ("InvalidParameterCombination", "cannot use immediate apply method for static parameter"),
        _GUIDE + "Appendix.PostgreSQL.CommonDBATasks.Parameters.html",
    ),
    _row(
        "parameter-value",
        "ModifyDBParameterGroup",
        "a switch is set to something else than 0 and 1",
        ("InvalidParameterValue", "Invalid parameter value: {value} for: {name} allowed values are: 0,1"),
        _GUIDE + "Appendix.PostgreSQL.CommonDBATasks.Parameters.html",
    ),
)
