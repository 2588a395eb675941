"""How much one may ask ECS for at once."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Check, Within
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"


def _row(row_id: str, operation: str, condition: str, message: str, check: Check) -> Refusal:
    name, page = f"ecs-{row_id}", f"{_API}API_{operation}.html"
    return Refusal(name, "ecs", operation, condition, "InvalidParameterException", message, page, check)


ROWS: tuple[Refusal, ...] = (
    _row(
        "described-services",
        "DescribeServices",
        "more than 10 services are asked for",
        "service names can have at most {most} items.",
        AtMost("services", 10),
    ),
    _row(
        "described-tasks",
        "DescribeTasks",
        "more than 100 tasks are asked for",
        "tasks can have at most {most} items.",
        AtMost("tasks", 100),
    ),
    _row(
        "listed-tasks",
        "ListTasks",
        "a page is to have none, or more than 100 tasks",
        "maxResults must be between {low} and {high}.",
        Within("maxResults", 1, 100),
    ),
)
