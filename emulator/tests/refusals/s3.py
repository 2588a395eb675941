"""What S3 refuses, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import provokes
from tests.support import client, error_of, unique


@provokes("s3-bucket-not-empty")
def _() -> tuple[str, str]:
    s3, name = client("s3"), unique("bucket")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="key", Body=b"body")
    return error_of(s3.delete_bucket, Bucket=name)


@provokes("s3-log-target")
def _() -> tuple[str, str]:
    s3, name, target = client("s3"), unique("bucket"), unique("logs")
    for bucket in (name, target):
        s3.create_bucket(Bucket=bucket)
    logging = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "s3/"}}
    return error_of(s3.put_bucket_logging, Bucket=name, BucketLoggingStatus=logging)


def _bucket() -> str:
    name = unique("bucket")
    client("s3").create_bucket(Bucket=name)
    return name


def _put(key: str) -> Any:
    return client("s3").put_object(Bucket=_bucket(), Key=key, Body=b"body")


def _expire(rule_id: str = "old", **expiration: Any) -> Any:
    rule = {"ID": rule_id, "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": expiration}
    return client("s3").put_bucket_lifecycle_configuration(Bucket=_bucket(), LifecycleConfiguration={"Rules": [rule]})


provokes("s3-key-length")(lambda: error_of(_put, "é" * 512 + "x"))
provokes("s3-lifecycle-id")(lambda: error_of(_expire, "x" * 256, Days=1))
provokes("s3-lifecycle-days")(lambda: error_of(_expire, Days=0))


def taken() -> None:
    """What these change; raises unless it is taken."""
    _put("é" * 512)
    _expire("x" * 255, Days=1)
    _expire(ExpiredObjectDeleteMarker=True)
