"""What KMS refuses of keys."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches, Within
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/kms/latest/APIReference/"
_GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide/"
_POLICY = _GUIDE + "key-policy-overview.html"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "kms-policy-is-no-json",
        "kms",
        "CreateKey",
        "the key's policy is no policy document",
        "MalformedPolicyDocumentException",
        "Policy contains a syntax error.",
        _POLICY,
        also=("PutKeyPolicy",),
    ),
    Refusal(
        "kms-policy-principal",
        "kms",
        "CreateKey",
        "the key's policy names a role of this account that does not exist",
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
        _POLICY,
        also=("PutKeyPolicy",),
    ),
    Refusal(
        "kms-policy-lockout",
        "kms",
        "CreateKey",
        "nobody of this account could change the key's policy afterwards",
        "MalformedPolicyDocumentException",
        "The new key policy will not allow you to update the key policy in the future.",
        _GUIDE + "key-policy-default.html#prevent-unmanageable-key",
        also=("PutKeyPolicy",),
    ),
    Refusal(
        "kms-alias-reserved",
        "kms",
        "CreateAlias",
        "the alias begins as those of AWS's own keys do",
        "NotAuthorizedException",
        "The alias name for a customer managed CMK cannot begin with alias/aws/.",
        _API + "API_CreateAlias.html",
        Matches("AliasName", r"(?!alias/aws/).*"),
    ),
    Refusal(
        "kms-deletion-window",
        "kms",
        "ScheduleKeyDeletion",
        "a key is to go in less than 7 days or more than 30",
        "ValidationException",
        "PendingWindowInDays must be between {low} and {high}, and is {value}.",
        _API + "API_ScheduleKeyDeletion.html",
        Within("PendingWindowInDays", 7, 30),
    ),
)
