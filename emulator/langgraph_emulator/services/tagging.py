"""GetResources of the Resource Groups Tagging API, with the types that moto leaves out, or names by another ARN.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
IAM roles are left out by AWS too: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call, operation

_PER_PAGE = 100
# AWS says vpc-flow-log: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
_MISNAMED = (":flow-logs/", ":iam:")

Tags = dict[str, str]


@operation("resourcegroupstaggingapi", "GetResources")
def get_resources(call: Call) -> dict[str, Any]:
    tagged = {arn: tags for arn, tags in (*_of_moto(call), *_of_ec2(call), *_of_others(call)) if _matches(call, arn, tags)}
    arns = sorted(tagged)
    start = int(call.params.get("PaginationToken") or 0)
    end = start + call.params.get("ResourcesPerPage", _PER_PAGE)
    return {
        "ResourceTagMappingList": [
            {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tagged[arn].items()]}
            for arn in arns[start:end]
        ],
        "PaginationToken": str(end) if end < len(arns) else "",
    }


def _matches(call: Call, arn: str, tags: Tags) -> bool:
    if not tags or any(part in arn for part in _MISNAMED):
        return False
    return all(
        wanted["Key"] in tags and (not wanted.get("Values") or tags[wanted["Key"]] in wanted["Values"])
        for wanted in call.params.get("TagFilters") or []
    )


def _of_moto(call: Call) -> Iterator[tuple[str, Tags]]:
    token = ""
    while True:
        answer = call.moto(TagFilters=None, ResourcesPerPage=100, PaginationToken=token or None)
        for resource in answer["ResourceTagMappingList"]:
            yield resource["ResourceARN"], _tags(resource["Tags"])
        token = answer.get("PaginationToken") or ""
        if not token:
            return


def _of_ec2(call: Call) -> Iterator[tuple[str, Tags]]:
    for name, operation_name, path, member in (
        ("elastic-ip", "DescribeAddresses", "Addresses", "AllocationId"),
        ("vpc-endpoint", "DescribeVpcEndpoints", "VpcEndpoints", "VpcEndpointId"),
        ("vpc-flow-log", "DescribeFlowLogs", "FlowLogs", "FlowLogId"),
    ):
        for element in call.aws("ec2", operation_name)[path]:
            if element.get("State") != "deleted":
                yield call.arn(f"{name}/{element[member]}", "ec2"), _tags(element.get("Tags") or [])


def _of_others(call: Call) -> Iterator[tuple[str, Tags]]:
    for path, operation_name in (
        ("DBSubnetGroup", "DescribeDBSubnetGroups"),
        ("DBParameterGroup", "DescribeDBParameterGroups"),
    ):
        for group in call.aws("rds", operation_name)[f"{path}s"]:
            arn = group[f"{path}Arn"]
            yield arn, _tags(call.aws("rds", "ListTagsForResource", ResourceName=arn)["TagList"])
    for rule in call.aws("events", "ListRules")["Rules"]:
        yield rule["Arn"], _tags(call.aws("events", "ListTagsForResource", ResourceARN=rule["Arn"])["Tags"])
    for acl in call.aws("wafv2", "ListWebACLs", Scope="REGIONAL")["WebACLs"]:
        info = call.aws("wafv2", "ListTagsForResource", ResourceARN=acl["ARN"])["TagInfoForResource"]
        yield acl["ARN"], _tags(info.get("TagList") or [])
    for application in call.aws("codedeploy", "ListApplications")["applications"]:
        groups = call.aws("codedeploy", "ListDeploymentGroups", applicationName=application)["deploymentGroups"]
        names = [f"application:{application}", *(f"deploymentgroup:{application}/{group}" for group in groups)]
        for arn in (call.arn(name, "codedeploy") for name in names):
            yield arn, _tags(call.aws("codedeploy", "ListTagsForResource", ResourceArn=arn)["Tags"])


def _tags(listed: list[dict[str, str]]) -> Tags:
    return {tag["Key"]: tag["Value"] for tag in listed}
