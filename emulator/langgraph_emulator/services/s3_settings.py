"""S3: settings of buckets that moto does not keep, or stumbles over."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call, operation


class BucketSettings:
    """By the bucket's name."""

    def __init__(self, world: object, region: str) -> None:
        self.logging: dict[str, dict[str, Any]] = {}
        # those whose events go to EventBridge
        self.eventbridge: set[str] = set()

    def forget(self, bucket: str) -> None:
        self.logging.pop(bucket, None)
        self.eventbridge.discard(bucket)


@operation("s3", "PutBucketLogging")
def put_bucket_logging(call: Call) -> dict[str, Any]:
    call.aws("s3", "HeadBucket", Bucket=call.params["Bucket"])
    # moto takes no policy in which somebody else than a service is named
    call.state(BucketSettings).logging[call.params["Bucket"]] = call.params["BucketLoggingStatus"]
    return {}


@operation("s3", "GetBucketLogging")
def get_bucket_logging(call: Call) -> dict[str, Any]:
    call.aws("s3", "HeadBucket", Bucket=call.params["Bucket"])
    return call.state(BucketSettings).logging.get(call.params["Bucket"], {})


@operation("s3", "PutBucketNotificationConfiguration")
def put_bucket_notification_configuration(call: Call) -> dict[str, Any]:
    answer = call.moto()
    bucket, buckets = call.params["Bucket"], call.state(BucketSettings).eventbridge
    if call.params["NotificationConfiguration"].get("EventBridgeConfiguration") is None:
        buckets.discard(bucket)
    else:
        buckets.add(bucket)
    return answer


@operation("s3", "GetBucketNotificationConfiguration")
def get_bucket_notification_configuration(call: Call) -> dict[str, Any]:
    answer = call.moto()
    if call.params["Bucket"] not in call.state(BucketSettings).eventbridge:
        return answer
    return {**answer, "EventBridgeConfiguration": {}}
