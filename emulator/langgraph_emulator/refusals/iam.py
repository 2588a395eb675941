"""What IAM refuses of roles and their policies."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/IAM/latest/APIReference/"
_QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_ELEMENTS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements"
_TRUST = ("CreateRole", "UpdateAssumeRolePolicy")


def _row(row_id: str, operations: tuple[str, ...], condition: str, error: tuple[str, str], page: str) -> Refusal:
    return Refusal(f"iam-{row_id}", "iam", operations[0], condition, *error, page, None, operations[1:])


ROWS: tuple[Refusal, ...] = (
    _row(
        "managed-policy-unknown",
        ("AttachRolePolicy",),
        "there is no such managed policy, AWS's or the account's",
        ("NoSuchEntity", "Policy {policy} does not exist or is not attachable."),
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    ),
    _row(
        "managed-policies-limit",
        ("AttachRolePolicy",),
        "the role has twenty managed policies",
        ("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: {most}"),
        _QUOTAS,
    ),
    _row(
        "inline-policies-size",
        ("PutRolePolicy",),
        "the role's inline policies together have more than 10,240 characters, white space aside",
        ("LimitExceeded", "Maximum policy size of {most} bytes exceeded for role {role}"),
        _QUOTAS,
    ),
    _row(
        "managed-policy-size",
        ("CreatePolicy", "CreatePolicyVersion"),
        "a managed policy has more than 6,144 characters, white space aside",
        ("LimitExceeded", "Cannot exceed quota for PolicySize: {most}"),
        _QUOTAS,
    ),
    _row(
        "trust-policy-size",
        _TRUST,
        "a trust policy has more than 2,048 characters, white space aside",
        ("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: {most}"),
        _QUOTAS,
    ),
    _row(
        "trust-empty",
        _TRUST,
        "a trust policy says nothing of statements",
        ("MalformedPolicyDocument", "Missing required field Statement"),
        _ELEMENTS + "_statement.html",
    ),
    _row(
        "trust-without-principal",
        _TRUST,
        "a statement of a trust policy names nobody",
        ("MalformedPolicyDocument", "AssumeRolepolicy must contain principal"),
        _ELEMENTS + "_principal.html",
    ),
    _row(
        "trust-principal",
        _TRUST,
        "a trust policy names a service by no name of a service",
        ("MalformedPolicyDocument", 'Invalid principal in policy: "SERVICE":"{service}"'),
        _ELEMENTS + "_principal.html",
    ),
    _row(
        "trust-resource",
        _TRUST,
        "a statement of a trust policy names a resource",
        ("MalformedPolicyDocument", "Has prohibited field Resource"),
        _ELEMENTS + "_resource.html",
    ),
    _row(
        "trust-action",
        _TRUST,
        "a trust policy has other actions, or other letters, than those of STS that assume a role or describe its session",
        ("MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions."),
        _API + "API_CreateRole.html",
    ),
    _row(
        "policy-with-principal",
        ("PutRolePolicy",),
        "an identity's policy names a principal",
        ("MalformedPolicyDocument", "Policy document should not specify a principal."),
        _ELEMENTS + "_principal.html",
    ),
    _row(
        "policy-sid",
        ("PutRolePolicy",),
        "a statement's id has others than letters and digits",
        (
            "MalformedPolicyDocument",
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        ),
        _ELEMENTS + "_sid.html",
    ),
    _row(
        "policy-sid-twice",
        ("PutRolePolicy",),
        "two statements have one id",
        ("MalformedPolicyDocument", "Statement IDs (SID) in a single policy must be unique."),
        _ELEMENTS + "_sid.html",
    ),
    _row(
        "role-in-use",
        ("DeleteRole",),
        "the role has policies",
        ("DeleteConflict", "Cannot delete entity, must detach all policies first."),
        _API + "API_DeleteRole.html",
    ),
)
