"""Backup and maintenance windows, in minutes of the week that begins on Monday."""

from __future__ import annotations

import re

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_SHORTEST = 30
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_NAMED_DAY = rf"(?i:({'|'.join(_DAYS)}))"
_BACKUP = re.compile(rf"{_TIME}-{_TIME}")
_MAINTENANCE = re.compile(rf"{_NAMED_DAY}:{_TIME}-{_NAMED_DAY}:{_TIME}")


def backup_window(text: str) -> tuple[int, int] | None:
    """Begin and length of a daily window; None where it is none."""
    parts = _BACKUP.fullmatch(text)
    if not parts:
        return None
    first, last = (int(parts[i]) * 60 + int(parts[i + 1]) for i in (1, 3))
    length = (last - first) % _DAY
    return first, length


def maintenance_window(text: str) -> tuple[int, int] | None:
    """Begin and length of a weekly window; None where it is none."""
    parts = _MAINTENANCE.fullmatch(text)
    if not parts:
        return None
    first, last = (
        _DAYS.index(parts[i].lower()) * _DAY + int(parts[i + 1]) * 60 + int(parts[i + 2]) for i in (1, 4)
    )
    length = (last - first) % _WEEK
    return (first, length) if _SHORTEST <= length <= _DAY else None


def overlap(backup: tuple[int, int], maintenance: tuple[int, int]) -> bool:
    daily = [((backup[0] + day * _DAY), backup[1]) for day in range(7)]
    return any(_meet(window, maintenance) for window in daily)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return (one[0] - other[0]) % _WEEK < other[1] or (other[0] - one[0]) % _WEEK < one[1]


@refuses("rds-backup-window")
def _(call: Call) -> Values | None:
    window = call.params.get("PreferredBackupWindow")
    if not window or backup_window(window):
        return None
    return {"time": next((time for time in window.split("-") if not re.fullmatch(_TIME, time)), window)}


@refuses("rds-backup-window-length")
def _(call: Call) -> Values | None:
    window = backup_window(call.params.get("PreferredBackupWindow") or "")
    return {} if window and window[1] < _SHORTEST else None


@refuses("rds-maintenance-window")
def _(call: Call) -> Values | None:
    window = call.params.get("PreferredMaintenanceWindow")
    return {"window": window} if window and maintenance_window(window) is None else None


@refuses("rds-windows-overlap")
def _(call: Call) -> Values | None:
    given = [call.params.get(name) for name in ("PreferredBackupWindow", "PreferredMaintenanceWindow")]
    if not any(given):
        return None
    current = _current(call)
    backup = given[0] or current.get("PreferredBackupWindow")
    maintenance = given[1] or current.get("PreferredMaintenanceWindow")
    windows = (backup_window(backup or ""), maintenance_window(maintenance or ""))
    return {} if windows[0] and windows[1] and overlap(*windows) else None


def _current(call: Call) -> dict[str, str]:
    if call.operation == "CreateDBInstance":
        return {}
    answer = found(call, "rds", "DescribeDBInstances", DBInstanceIdentifier=call.params["DBInstanceIdentifier"])
    return answer["DBInstances"][0] if answer else {}
