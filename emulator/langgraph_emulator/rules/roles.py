"""IAM roles as others see them: who may assume one, and what its policies allow."""

from __future__ import annotations

from urllib.parse import unquote

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Principal, Request, allows
from langgraph_emulator.rules import found


def name_of(role: str) -> str:
    """Of an ARN, or of a name."""
    return role.rpartition("/")[2]


def is_assumable(call: Call, role: str, service: str, source: str) -> bool:
    """Whether a role exists and trusts a service, which asks on behalf of the resource ``source``."""
    answer = found(call, "iam", "GetRole", RoleName=name_of(role))
    if answer is None:
        return False
    context = {"aws:sourceaccount": ACCOUNT, "aws:sourcearn": source}
    trust = unquote(answer["Role"]["AssumeRolePolicyDocument"])
    return allows(trust, Request("sts:AssumeRole", context=context), Principal(service=service))


def may(call: Call, role: str, request: Request) -> bool:
    """Whether a role's own policies allow a request, inline ones and attached ones."""
    name = name_of(role)
    documents = []
    for policy in call.aws("iam", "ListRolePolicies", RoleName=name).get("PolicyNames", []):
        documents.append(call.aws("iam", "GetRolePolicy", RoleName=name, PolicyName=policy)["PolicyDocument"])
    for attached in call.aws("iam", "ListAttachedRolePolicies", RoleName=name).get("AttachedPolicies", []):
        documents.append(_attached(call, attached["PolicyArn"]))
    return any(allows(unquote(document), request) for document in documents)


def _attached(call: Call, arn: str) -> str:
    version = call.aws("iam", "GetPolicy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    answer = call.aws("iam", "GetPolicyVersion", PolicyArn=arn, VersionId=version)
    return str(answer["PolicyVersion"]["Document"])
