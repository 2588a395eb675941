"""What CloudWatch Logs refuses of log groups."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import OneOf
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "logs-retention",
        "logs",
        "PutRetentionPolicy",
        "logs are kept for another number of days than those that one can choose from",
        "InvalidParameterException",
        "1 validation error detected: Value '{value}' at 'retentionInDays' failed to satisfy constraint: Member must "
        "satisfy enum value set: [{valid}]",
        _API + "API_PutRetentionPolicy.html",
        OneOf("retentionInDays", _DAYS),
    ),
    Refusal(
        "logs-group-exists",
        "logs",
        "CreateLogGroup",
        "there is a log group of that name, such as one that a service made itself",
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
        _API + "API_CreateLogGroup.html",
    ),
    Refusal(
        "logs-key-denied",
        "logs",
        "CreateLogGroup",
        "the key does not exist, is not enabled, or its policy does not let CloudWatch Logs use it for the group",
        "AccessDeniedException",
        "The specified KMS key does not exist or is not allowed to be used with Arn '{group}'",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        also=("AssociateKmsKey",),
    ),
)
