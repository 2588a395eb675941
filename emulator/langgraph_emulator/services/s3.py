"""S3: what moto would answer wrongly instead of not at all.

moto tells requests apart by the sub-resources that it knows and takes any other one for the bucket itself, so that
setting an unknown configuration would "succeed" as CreateBucket and be lost.
"""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import NotImplementedByEmulator
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.s3_settings import BucketSettings

_UNKNOWN_TO_MOTO = (
    "Analytics",
    "IntelligentTiering",
    "Metrics",
)


@operation(
    "s3",
    *(f"{verb}Bucket{name}Configuration" for name in _UNKNOWN_TO_MOTO for verb in ("Get", "Put", "Delete")),
    *(f"ListBucket{name}Configurations" for name in _UNKNOWN_TO_MOTO),
    "PutBucketRequestPayment",
    "CreateBucketMetadataTableConfiguration",
    "CreateBucketMetadataConfiguration",
)
def not_implemented(call: Call) -> dict[str, Any]:
    raise NotImplementedByEmulator(call.service, call.operation)


@operation("s3", "DeleteBucket")
def delete_bucket(call: Call) -> dict[str, Any]:
    bucket = call.params["Bucket"]
    versions = call.aws("s3", "ListObjectVersions", Bucket=bucket, MaxKeys=1)
    if versions.get("Versions") or versions.get("DeleteMarkers"):
        raise refuse("s3-bucket-not-empty")
    answer = call.moto()
    call.state(BucketSettings).forget(bucket)
    return answer
