"""What S3 refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/API/"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "s3-bucket-not-empty",
        "s3",
        "DeleteBucket",
        "the bucket holds objects or versions",
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
        _S3 + "API_DeleteBucket.html",
    ),
    Refusal(
        "s3-log-target",
        "s3",
        "PutBucketLogging",
        "the bucket that logs go to is not there, or its policy does not let S3 write below the prefix",
        "InvalidTargetBucketForLogging",
        "You must either provide the necessary permissions to the logging service using a bucket policy or give the "
        "log-delivery group WRITE and READ_ACP permissions to the target bucket",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
    ),
)
