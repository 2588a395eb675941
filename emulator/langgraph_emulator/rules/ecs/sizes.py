"""How large task definitions are, Fargate's sizes, and what of them the containers take.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses

_MOST_BYTES = 65_536
_GIB = 1024
# CPU units -> MiB of memory.
SIZES: dict[int, tuple[int, ...]] = {
    256: (512, 1 * _GIB, 2 * _GIB),
    512: tuple(range(1 * _GIB, 4 * _GIB + 1, _GIB)),
    1024: tuple(range(2 * _GIB, 8 * _GIB + 1, _GIB)),
    2048: tuple(range(4 * _GIB, 16 * _GIB + 1, _GIB)),
    4096: tuple(range(8 * _GIB, 30 * _GIB + 1, _GIB)),
    8192: tuple(range(16 * _GIB, 60 * _GIB + 1, 4 * _GIB)),
    16384: tuple(range(32 * _GIB, 120 * _GIB + 1, 8 * _GIB)),
}
_UNITS = {"": 1, "vcpu": 1024, "gb": _GIB}


def to_units(text: object) -> float | None:
    """CPU units or MiB of what may be written as `512`, `.5 vCPU` or `1 GB`; None for what is neither."""
    parts = re.fullmatch(r"\s*(\d*\.?\d+)\s*(vcpu|gb)?\s*", str(text), re.IGNORECASE)
    return float(parts[1]) * _UNITS[(parts[2] or "").lower()] if parts else None


@refuses("ecs-task-definition-size")
def _(call: Call) -> Values | None:
    """Tags are no part of it."""
    settings = {name: value for name, value in call.params.items() if name != "tags"}
    length = len(json.dumps(settings, separators=(",", ":"), ensure_ascii=False).encode())
    return {"length": length, "most": _MOST_BYTES} if length > _MOST_BYTES else None


@refuses("ecs-fargate-size")
def _(call: Call) -> Values | None:
    if "FARGATE" not in (call.params.get("requiresCompatibilities") or []):
        return None
    cpu, memory = call.params["cpu"], call.params["memory"]
    if to_units(memory) in SIZES.get(int(to_units(cpu) or 0), ()):
        return None
    return {"cpu": cpu, "memory": memory}


@refuses("ecs-container-cpu-sum")
def _(call: Call) -> Values | None:
    limit = to_units(call.params.get("cpu"))
    needed = sum(container.get("cpu") or 0 for container in call.params["containerDefinitions"])
    return {} if limit is not None and needed > limit else None


@refuses("ecs-container-memory")
def _(call: Call) -> Values | None:
    limit = to_units(call.params.get("memory"))
    if limit is None:
        return None
    containers = call.params["containerDefinitions"]
    reserved = sum(_reserved(container) for container in containers)
    largest = max((container.get("memory") or 0 for container in containers), default=0)
    needed = max(reserved, largest)
    return {"sum": needed, "limit": call.params["memory"]} if needed > limit else None


def _reserved(container: dict[str, Any]) -> int:
    return container.get("memoryReservation") or container.get("memory") or 0
