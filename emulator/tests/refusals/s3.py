"""What S3 refuses, each tried."""

from __future__ import annotations

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
