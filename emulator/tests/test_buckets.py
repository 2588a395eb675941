"""Buckets: what they are given stays, and goes with them."""

from __future__ import annotations

import json
import unittest

from tests.support import client, unique


class Settings(unittest.TestCase):
    def setUp(self) -> None:
        self.s3, self.name, self.logs = client("s3"), unique("bucket"), unique("logs")
        for bucket in (self.name, self.logs):
            self.s3.create_bucket(Bucket=bucket)

    def events(self) -> dict[str, object]:
        answer = self.s3.get_bucket_notification_configuration(Bucket=self.name)
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    def test_events_go_to_eventbridge_until_they_are_not_to(self) -> None:
        self.assertEqual(self.events(), {})
        self.s3.put_bucket_notification_configuration(
            Bucket=self.name, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        self.assertEqual(self.events(), {"EventBridgeConfiguration": {}})
        self.s3.put_bucket_notification_configuration(Bucket=self.name, NotificationConfiguration={})
        self.assertEqual(self.events(), {})

    def test_requests_are_logged_where_s3_may_write_beside_a_denial_of_plain_http(self) -> None:
        statements = [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": f"arn:aws:s3:::{self.logs}/*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{self.logs}/s3/*",
                "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{self.name}"}},
            },
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.s3.put_bucket_policy(Bucket=self.logs, Policy=policy)
        enabled = {"TargetBucket": self.logs, "TargetPrefix": "s3/"}
        self.s3.put_bucket_logging(Bucket=self.name, BucketLoggingStatus={"LoggingEnabled": enabled})
        self.assertEqual(self.s3.get_bucket_logging(Bucket=self.name)["LoggingEnabled"], enabled)

        self.s3.delete_bucket(Bucket=self.name)
        self.s3.create_bucket(Bucket=self.name)
        self.assertNotIn("LoggingEnabled", self.s3.get_bucket_logging(Bucket=self.name))


if __name__ == "__main__":
    unittest.main()
