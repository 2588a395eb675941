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


def _bucket() -> str:
    name = unique("bucket")
    client("s3").create_bucket(Bucket=name)
    return name


def _log_to(target: str) -> Any:
    logging = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "s3/"}}
    return client("s3").put_bucket_logging(Bucket=_bucket(), BucketLoggingStatus=logging)


provokes("s3-log-target")(lambda: error_of(_log_to, "absent-of-bucket"))


@provokes("s3-log-target-region")
def _() -> tuple[str, str]:
    name, region = unique("bucket"), "eu-west-1"
    client("s3", region).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    return error_of(_log_to, name)


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
    _log_to(_bucket())
    _put("é" * 512)
    _expire("x" * 255, Days=1)
    _expire(ExpiredObjectDeleteMarker=True)
