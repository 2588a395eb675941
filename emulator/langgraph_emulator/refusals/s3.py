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
)
