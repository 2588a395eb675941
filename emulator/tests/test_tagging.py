"""Resources by their tags."""

from __future__ import annotations

import unittest
from typing import Any

from tests.support import REGION, client, unique

_PREFIX = f"arn:aws:{{}}:{REGION}:123456789012:"


class GetResources(unittest.TestCase):
    def setUp(self) -> None:
        self.project = unique("project")
        self.tags = [{"Key": "Project", "Value": self.project}]

    def found(self, **params: Any) -> list[str]:
        filters = [{"Key": "Project", "Values": [self.project]}]
        pages = client("resourcegroupstaggingapi").get_paginator("get_resources").paginate(TagFilters=filters, **params)
        return [resource["ResourceARN"] for page in pages for resource in page["ResourceTagMappingList"]]

    def test_has_what_moto_leaves_out(self) -> None:
        address = client("ec2").allocate_address(
            Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": self.tags}]
        )["AllocationId"]
        client("codedeploy").create_application(applicationName=self.project, computePlatform="ECS", tags=self.tags)
        client("events").put_rule(Name=self.project, ScheduleExpression="rate(1 day)", Tags=self.tags)
        client("rds").create_db_parameter_group(
            DBParameterGroupName=self.project, DBParameterGroupFamily="postgres15", Description="d", Tags=self.tags
        )
        acl = client("wafv2").create_web_acl(
            Name=self.project,
            Scope="REGIONAL",
            DefaultAction={"Allow": {}},
            VisibilityConfig={
                "SampledRequestsEnabled": False,
                "CloudWatchMetricsEnabled": False,
                "MetricName": self.project,
            },
            Tags=self.tags,
        )["Summary"]["ARN"]
        self.assertEqual(
            self.found(),
            sorted(
                [
                    acl,
                    f"{_PREFIX.format('ec2')}elastic-ip/{address}",
                    f"{_PREFIX.format('codedeploy')}application:{self.project}",
                    f"{_PREFIX.format('events')}rule/{self.project}",
                    f"{_PREFIX.format('rds')}pg:{self.project}",
                ]
            ),
        )

    def test_has_all_in_pages_each_once(self) -> None:
        for number in range(5):
            client("sns").create_topic(Name=f"{self.project}-{number}", Tags=self.tags)
        found = self.found(PaginationConfig={"PageSize": 2})
        self.assertEqual(found, [f"{_PREFIX.format('sns')}{self.project}-{number}" for number in range(5)])

    def test_has_nothing_of_other_tags(self) -> None:
        client("sns").create_topic(Name=self.project, Tags=[{"Key": "Project", "Value": "other"}])
        self.assertEqual(self.found(), [])


if __name__ == "__main__":
    unittest.main()
