"""What S3 refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Holds, Matches, Never
from langgraph_emulator.refusals.model import Refusal

_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/API/"
_LOGS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"
_LIFECYCLE = _S3 + "API_LifecycleRule.html"

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
        "the bucket that logs go to is not there",
        "InvalidTargetBucketForLogging",
        "The target bucket for logging does not exist",
        _LOGS,
    ),
    Refusal(
        "s3-log-target-region",
        "s3",
        "PutBucketLogging",
        "the bucket that logs go to is in another region",
        "CrossLocationLoggingProhibitted",
        "Cross S3 location logging not allowed.",
        _LOGS,
    ),
    Refusal(
        "s3-key-length",
        "s3",
        "PutObject",
        "the key has more than 1,024 bytes",
        "KeyTooLongError",
        "Your key is too long",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
        Holds(lambda params: len(params["Key"].encode()) <= 1024),
        ("CopyObject", "CreateMultipartUpload"),
    ),
    Refusal(
        "s3-lifecycle-id",
        "s3",
        "PutBucketLifecycleConfiguration",
        "a lifecycle rule's id has more than 255 characters",
        "InvalidArgument",
        "ID length should not exceed allowed limit of 255",
        _LIFECYCLE,
        Matches("LifecycleConfiguration.Rules[].ID", r".{0,255}"),
    ),
    Refusal(
        "s3-lifecycle-days",
        "s3",
        "PutBucketLifecycleConfiguration",
        "objects expire before they are a day old",
        "InvalidArgument",
        "'Days' for Expiration action must be a positive integer",
        _S3 + "API_LifecycleExpiration.html",
        Never("LifecycleConfiguration.Rules[].Expiration | [?Days < `1` && !Date && !ExpiredObjectDeleteMarker]"),
    ),
)
