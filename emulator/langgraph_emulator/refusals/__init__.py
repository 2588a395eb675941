"""What AWS refuses, as data: one module per service.

Code and words come from here, so that one can hold these tables against AWS's pages. Each row has a test that is looked
up by its id. Words are AWS's own where somebody has published them; elsewhere they say what AWS's page says.
"""

from __future__ import annotations

from importlib import import_module

from langgraph_emulator.errors import AwsError
from langgraph_emulator.refusals.ecs import CODE_DEPLOY_OWNS
from langgraph_emulator.refusals.model import Refusal

__all__ = ["CODE_DEPLOY_OWNS", "REFUSALS", "Refusal", "refuse"]

# the first row that refuses a request has the word
_MODULES = (
    "cloudwatch",
    "cloudwatch_alarms",
    "codedeploy",
    "codedeploy_groups",
    "codedeploy_configs",
    "ec2",
    "ec2_endpoints",
    "ec2_security_groups",
    "ecr",
    "ecs",
    "ecs_reads",
    "ecs_services",
    "ecs_tasks",
    "ecs_task_definitions",
    "ecs_containers",
    "elbv2",
    "elbv2_load_balancers",
    "elbv2_listeners",
    "elbv2_target_groups",
    "iam",
    "kms",
    "logs",
    "notices",
    "others",
    "rds",
    "rds_groups",
    "rds_instances",
    "rds_storage",
    "s3",
    "secretsmanager",
    "tags",
    "wafv2",
)
REFUSALS: tuple[Refusal, ...] = tuple(row for name in _MODULES for row in import_module(f"{__name__}.{name}").ROWS)

_BY_ID = {refusal.id: refusal for refusal in REFUSALS}


def refuse(refusal_id: str, **values: object) -> AwsError:
    """The error of a row, to be raised; ``values`` fill the places in its message."""
    refusal = _BY_ID[refusal_id]
    return AwsError(refusal.code, refusal.message.format(**values))
