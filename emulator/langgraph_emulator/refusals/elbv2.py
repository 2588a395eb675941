"""What load balancers refuse."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "elbv2-target-group-in-use",
        "elbv2",
        "DeleteTargetGroup",
        "a listener or rule forwards to the target group",
        "ResourceInUse",
        "Target group '{target_group}' is currently in use by a listener or a rule",
        _ELB + "API_DeleteTargetGroup.html",
    ),
    Refusal(
        "elbv2-duplicate-listener",
        "elbv2",
        "CreateListener",
        "the load balancer has a listener on that port",
        "DuplicateListener",
        "A listener already exists on this port for this load balancer '{load_balancer}'",
        _ELB + "API_CreateListener.html",
    ),
    Refusal(
        "elbv2-deletion-protection",
        "elbv2",
        "DeleteLoadBalancer",
        "deletion protection is on",
        "OperationNotPermitted",
        "Load balancer '{load_balancer}' cannot be deleted because deletion protection is enabled",
        _ELB + "API_DeleteLoadBalancer.html",
    ),
)
