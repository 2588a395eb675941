"""What Secrets Manager refuses, each tried."""

from __future__ import annotations

from tests.refusals import provokes
from tests.support import client, error_of, unique


@provokes("secretsmanager-name-pending-deletion")
def _() -> tuple[str, str]:
    secrets, name = client("secretsmanager"), unique("secret")
    secrets.create_secret(Name=name, SecretString="value")
    secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    return error_of(secrets.create_secret, Name=name, SecretString="value")
