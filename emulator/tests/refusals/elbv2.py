"""What load balancers refuse, each tried."""

from __future__ import annotations

from tests.refusals import provokes, stack
from tests.support import client, error_of, unique


@provokes("elbv2-target-group-in-use")
def _() -> tuple[str, str]:
    return error_of(client("elbv2").delete_target_group, TargetGroupArn=stack().target_groups["blue"])


@provokes("elbv2-duplicate-listener")
def _() -> tuple[str, str]:
    return error_of(stack().listen, 80, "blue")


@provokes("elbv2-deletion-protection")
def _() -> tuple[str, str]:
    elb = client("elbv2")
    created = elb.create_load_balancer(Name=unique("protected"), Subnets=stack().network.subnets)
    arn = created["LoadBalancers"][0]["LoadBalancerArn"]
    protected = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protected)
    return error_of(elb.delete_load_balancer, LoadBalancerArn=arn)
