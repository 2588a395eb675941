"""What RDS refuses of storage of PostgreSQL instances, and of its key."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Check, Never, Within
from langgraph_emulator.refusals.model import Refusal

_CREATE = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"
_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_STORAGE = _GUIDE + "CHAP_Storage.html"
_VALUE = "InvalidParameterValue"
_COMBINATION = "InvalidParameterCombination"


def _row(
    row_id: str,
    condition: str,
    code: str,
    message: str,
    page: str = _CREATE,
    check: Check | None = None,
    modify: bool = True,
) -> Refusal:
    """Of new instances and, unless ``modify`` is false, of changed ones too."""
    also = ("ModifyDBInstance",) if modify else ()
    return Refusal(f"rds-{row_id}", "rds", "CreateDBInstance", condition, code, message, page, check, also)


ROWS: tuple[Refusal, ...] = (
    _row(
        "storage-size",
        "the storage is smaller or larger than its type allows",
        _VALUE,
        "Invalid storage size for engine name postgres and storage type {type}: {size}",
        _STORAGE,
    ),
    _row(
        "storage-smaller",
        "storage is to shrink",
        _COMBINATION,
        "Invalid storage size for engine name postgres and storage type {type}: {size}. Storage cannot be decreased from "
        "{current}.",
        _GUIDE + "USER_PIOPS.ModifyingExisting.html",
    ),
    _row(
        "storage-maximum",
        "autoscaling's limit is less than a tenth above the storage",
        _COMBINATION,
        "Max storage size must be greater than storage size",
        _GUIDE + "USER_PIOPS.Autoscaling.html",
    ),
    _row(
        "storage-maximum-size",
        "autoscaling's limit is beyond 65536 GiB",
        _VALUE,
        "Invalid max storage size for engine name postgres: {value}",
        _GUIDE + "USER_PIOPS.Autoscaling.html",
        Within("MaxAllocatedStorage", 0, 65536),
    ),
    _row(
        "small-gp3-speed",
        "gp3 storage of less than 400 GiB is given IOPS or throughput",
        _COMBINATION,
        "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400.",
        _STORAGE + "#gp3-storage",
    ),
    _row(
        "gp3-iops",
        "gp3 storage is given less than 12000 IOPS or more than 64000",
        _VALUE,
        "Invalid iops value for engine name postgres and storage type gp3: {value}",
        _STORAGE + "#gp3-storage",
    ),
    _row(
        "gp3-throughput",
        "gp3 storage is given less than 500 MiB/s or more than 4000",
        _VALUE,
        "Invalid storage throughput value for engine name postgres and storage type gp3: {value}",
        _STORAGE + "#gp3-storage",
    ),
    _row(
        "key",
        "the key of storage or Performance Insights does not exist, is not enabled, or its policy shuts this account out",
        "KMSKeyNotAccessibleFault",
        "The specified KMS key [{key}] does not exist, is not enabled or you do not have permissions to access it.",
        _GUIDE + "Overview.Encryption.Keys.html",
    ),
    _row(
        "key-without-encryption",
        "a key is given for storage that is not encrypted",
        _COMBINATION,
        "You can't specify a KMS key when StorageEncrypted is false.",
        check=Never("KmsKeyId && StorageEncrypted == `false`"),
        modify=False,
    ),
)
