"""What load balancers refuse of target groups."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Check, Matches, OneOf, Within
from langgraph_emulator.refusals.elbv2_load_balancers import attribute
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
_CREATE = _API + "API_CreateTargetGroup.html"
_ATTRIBUTE = _API + "API_TargetGroupAttribute.html"
_BOTH = ("CreateTargetGroup", "ModifyTargetGroup")


def _row(
    row_id: str, operations: tuple[str, ...], condition: str, message: str, page: str, check: Check | None = None
) -> Refusal:
    name, code = f"elbv2-target-group-{row_id}", "ValidationError"
    return Refusal(name, "elbv2", operations[0], condition, code, message, page, check, operations[1:])


def _name(row_id: str, condition: str, rest: str, expression: str) -> Refusal:
    message = "Target group name '{value}' " + rest
    return _row(f"name-{row_id}", ("CreateTargetGroup",), condition, message, _CREATE, Matches("Name", expression))


def _attribute(row_id: str, condition: str, key: str, low: int, high: int) -> Refusal:
    message = f"'{key}' value '{{value}}' must be between '{{low}}-{{high}}' inclusive"
    check = Within(attribute(key), low, high)
    return _row(row_id, ("ModifyTargetGroupAttributes",), condition, message, _ATTRIBUTE, check)


ROWS: tuple[Refusal, ...] = (
    _name("length", "the name is longer than 32 characters", "cannot be longer than '32' characters", r".{0,32}"),
    _name(
        "characters",
        "the name has others than letters, digits and hyphens",
        "can only contain characters that are alphanumeric characters or hyphens(-)",
        r"[A-Za-z0-9-]+",
    ),
    _name("hyphen", "the name begins or ends with a hyphen", "cannot begin or end with '-'", r"(?!-).*(?<!-)"),
    Refusal(
        "elbv2-target-group-exists",
        "elbv2",
        "CreateTargetGroup",
        "a target group has the name; AWS would take the very same settings twice",
        "DuplicateTargetGroupName",
        "A target group with the same name '{name}' exists, but with different settings",
        _CREATE,
    ),
    _row(
        "vpc",
        ("CreateTargetGroup",),
        "the VPC does not exist",
        "The VPC ID '{vpc}' is not found",
        _CREATE,
    ),
    _row(
        "health-check-timeout-and-interval",
        _BOTH,
        "a check may take as long as the interval between two",
        "Health check timeout '{timeout}' must be smaller than the interval '{interval}'",
        _CREATE,
    ),
    _row(
        "health-check-path",
        _BOTH,
        "the path does not begin with a slash, or is longer than 1024 characters",
        "Health check path '{value}' must begin with a '/' character, and can only be '1024' characters in length",
        _CREATE,
        Matches("HealthCheckPath", r"/\S{0,1023}"),
    ),
    _row(
        "health-check-port",
        _BOTH,
        "the checks' port is neither a port nor traffic-port",
        "Health check port '{value}' must be within '1-65535' or 'traffic-port'",
        _CREATE,
        Matches("HealthCheckPort", r"traffic-port|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]"),
    ),
    _row(
        "matcher",
        _BOTH,
        "what counts as healthy is no status from 200 to 499, 599 for a network load balancer, nor a list or range of them",
        "Health check matcher HTTP code '{value}' must be within '200-{most}' inclusive",
        _API + "API_Matcher.html",
    ),
    _attribute(
        "deregistration-delay",
        "a target drains longer than an hour",
        "deregistration_delay.timeout_seconds",
        0,
        3600,
    ),
    _row(
        "slow-start",
        ("ModifyTargetGroupAttributes",),
        "slow start takes neither no time nor 30 to 900 seconds",
        "'slow_start.duration_seconds' value '{value}' must be '0' or between '30-900' inclusive",
        _ATTRIBUTE,
        Matches(attribute("slow_start.duration_seconds"), r"0|[3-9]\d|[1-8]\d\d|900"),
    ),
    _attribute(
        "cookie-duration",
        "the cookie is good for no time, or for more than a week",
        "stickiness.lb_cookie.duration_seconds",
        1,
        604800,
    ),
    _row(
        "algorithm",
        ("ModifyTargetGroupAttributes",),
        "there is no such way to choose a target",
        "'{value}' must be one of [{valid}]",
        _ATTRIBUTE,
        OneOf(
            attribute("load_balancing.algorithm.type"),
            ("round_robin", "least_outstanding_requests", "weighted_random"),
        ),
    ),
)
