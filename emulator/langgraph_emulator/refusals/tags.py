"""Keys of tags that AWS keeps for itself, which each service refuses by a code of its own."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches
from langgraph_emulator.refusals.model import Refusal

_RESERVED = "aws: prefixed tag key names are not allowed for external use."
_API = {
    "codedeploy": "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TagResource.html",
    "ecs": "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html",
    "elbv2": "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTags.html",
    "iam": "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules",
    "kms": "https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html",
    "logs": "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html",
    "rds": "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html",
    "secretsmanager": "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html",
    "sns": "https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html",
    "ssm": "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html",
}


_WORDS = {
    "kms": "Tags beginning with aws: are reserved",
    "secretsmanager": "You can't modify system tags. Tag key: '{value}'.",
}


def _row(service: str, code: str, keys: str, *operations: str) -> Refusal:
    condition, check = "a tag's key begins with aws:", Matches(keys, r"(?!aws:).*")
    name, page = f"{service}-tag-reserved", _API[service]
    words = _WORDS.get(service, _RESERVED)
    return Refusal(name, service, operations[0], condition, code, words, page, check, operations[1:])


ROWS: tuple[Refusal, ...] = (
    _row(
        "codedeploy",
        "InvalidTagsToAddException",
        "[tags, Tags][].Key",
        "TagResource",
        "CreateApplication",
        "CreateDeploymentGroup",
    ),
    _row(
        "ecs",
        "InvalidParameterException",
        "tags[].key",
        "TagResource",
        "CreateCapacityProvider",
        "CreateCluster",
        "CreateService",
        "CreateTaskSet",
        "RegisterTaskDefinition",
        "RunTask",
    ),
    _row(
        "elbv2",
        "ValidationError",
        "Tags[].Key",
        "AddTags",
        "CreateListener",
        "CreateLoadBalancer",
        "CreateRule",
        "CreateTargetGroup",
    ),
    _row(
        "iam",
        "InvalidInput",
        "Tags[].Key",
        "TagRole",
        "CreateInstanceProfile",
        "CreateOpenIDConnectProvider",
        "CreatePolicy",
        "CreateRole",
        "CreateUser",
        "TagInstanceProfile",
        "TagOpenIDConnectProvider",
        "TagPolicy",
        "TagUser",
    ),
    _row("kms", "TagException", "Tags[].TagKey", "TagResource", "CreateKey", "ReplicateKey"),
    _row("logs", "InvalidParameterException", "keys(tags || `{}`)", "TagResource", "CreateLogGroup", "TagLogGroup"),
    _row(
        "rds",
        "InvalidParameterValue",
        "Tags[].Key",
        "AddTagsToResource",
        "CopyDBSnapshot",
        "CreateDBInstance",
        "CreateDBInstanceReadReplica",
        "CreateDBParameterGroup",
        "CreateDBSnapshot",
        "CreateDBSubnetGroup",
        "RestoreDBInstanceFromDBSnapshot",
        "RestoreDBInstanceToPointInTime",
    ),
    _row("secretsmanager", "InvalidParameterException", "Tags[].Key", "TagResource", "CreateSecret"),
    _row("sns", "InvalidParameter", "Tags[].Key", "TagResource", "CreateTopic"),
    _row("ssm", "ValidationException", "Tags[].Key", "AddTagsToResource", "PutParameter"),
)
