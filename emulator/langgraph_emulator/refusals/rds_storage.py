"""What RDS refuses of storage of PostgreSQL instances, and of its key."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Never, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import instance_row

_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_STORAGE = _GUIDE + "CHAP_Storage.html"
_VALUE = "InvalidParameterValue"
_COMBINATION = "InvalidParameterCombination"

ROWS: tuple[Refusal, ...] = (
    instance_row(
        "storage-magnetic",
        "the storage is magnetic",
        _VALUE,
        "RDS can't create the DB instance because magnetic storage is deprecated. Set StorageType to gp2, gp3, or io2.",
        _STORAGE,
        Never("StorageType == 'standard'"),
        modify=False,
    ),
    instance_row(
        "storage-size",
        "the storage is smaller or larger than its type allows",
        _VALUE,
        "Invalid storage size for engine name postgres and storage type {type}: {size}",
        _STORAGE,
    ),
    instance_row(
        "storage-smaller",
        "storage is to shrink",
        _COMBINATION,
        "Invalid storage size for engine name postgres and storage type {type}: {size}. Storage cannot be decreased from "
        "{current}.",
        _GUIDE + "USER_PIOPS.ModifyingExisting.html",
    ),
    instance_row(
        "storage-maximum",
        "autoscaling's limit is less than the storage",
        _COMBINATION,
        "Max storage size must be greater than storage size",
        _GUIDE + "USER_PIOPS.Autoscaling.html",
    ),
    instance_row(
        "storage-maximum-size",
        "autoscaling's limit is beyond 65536 GiB",
        _VALUE,
        "Invalid max storage size for engine name postgres: {value}",
        _GUIDE + "USER_PIOPS.Autoscaling.html",
        Within("MaxAllocatedStorage", 0, 65536),
    ),
    instance_row(
        "small-gp3-speed",
        "gp3 storage of less than 400 GiB is given IOPS or throughput",
        _COMBINATION,
        "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400.",
        _STORAGE + "#gp3-storage",
    ),
    instance_row(
        "gp3-iops",
        "gp3 storage is given less than 12000 IOPS or more than 64000",
        _VALUE,
        "Invalid iops value for engine name postgres and storage type gp3: {value}",
        _STORAGE + "#gp3-storage",
    ),
    instance_row(
        "gp3-throughput",
        "gp3 storage is given less than 500 MiB/s or more than 4000",
        _VALUE,
        "Invalid storage throughput value for engine name postgres and storage type gp3: {value}",
        _STORAGE + "#gp3-storage",
    ),
    instance_row(
        "key",
        "the key of storage or Performance Insights does not exist, is not enabled, or its policy shuts this account out",
        "KMSKeyNotAccessibleFault",
        "The specified KMS key [{key}] does not exist, is not enabled or you do not have permissions to access it.",
        _GUIDE + "Overview.Encryption.Keys.html",
    ),
    instance_row(
        "key-without-encryption",
        "a key is given for storage that is not encrypted",
        _COMBINATION,
        "You can't specify a KMS key when StorageEncrypted is false.",
        check=Never("KmsKeyId && StorageEncrypted == `false`"),
        modify=False,
    ),
)
