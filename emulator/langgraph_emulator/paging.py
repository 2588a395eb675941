"""Answers in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from langgraph_emulator.errors import AwsError

Item = TypeVar("Item")


def page(items: Sequence[Item], token: str | None, size: int, invalid: str) -> tuple[list[Item], str | None]:
    """One page and the token of the next; ``invalid`` is the service's error code for a token that it did not give."""
    if token is not None and not token.isdigit():
        raise AwsError(invalid, "The next token is invalid.")
    start = int(token or 0)
    end = start + size
    return list(items[start:end]), str(end) if end < len(items) else None
