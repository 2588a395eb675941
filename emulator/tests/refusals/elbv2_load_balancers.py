"""What load balancers refuse of themselves and their listeners, each tried."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.refusals import provokes, stack
from tests.support import Network, client, error_of, unique

_ACCOUNT = "123456789012"
_OWN = f"arn:aws:acm:us-east-1:{_ACCOUNT}:certificate/0a1b2c3d"


def _create(**change: Any) -> Any:
    request = {"Name": unique("balancer"), "Subnets": stack().network.subnets, **change}
    return client("elbv2").create_load_balancer(**request)["LoadBalancers"][0]["LoadBalancerArn"]


def _load_balancer(row_id: str, **change: Any) -> None:
    provokes(f"elbv2-{row_id}")(lambda: error_of(_create, **change))


_load_balancer("name-length", Name="x" * 33)
_load_balancer("name-characters", Name="a_b")
_load_balancer("name-hyphen", Name="a-")
_load_balancer("name-internal", Name="internal-a")
_load_balancer("security-group-unknown", SecurityGroups=["sg-0123456789abcdef0"])


@provokes("elbv2-load-balancer-exists")
def _() -> tuple[str, str]:
    return error_of(_create, Name=stack().name)


@provokes("elbv2-security-group-of-other-vpc")
def _() -> tuple[str, str]:
    """Of a new one, and of one that is there."""
    other = {"SecurityGroups": [Network(internet=False).group]}
    created = error_of(_create, **other)
    assert created == error_of(client("elbv2").set_security_groups, LoadBalancerArn=stack().load_balancer, **other)
    return created


@provokes("elbv2-one-zone")
def _() -> tuple[str, str]:
    return error_of(_create, Subnets=stack().network.subnets[:1])


@provokes("elbv2-zone-twice")
def _() -> tuple[str, str]:
    network = stack().network
    request = {"VpcId": network.vpc, "CidrBlock": "10.0.7.0/24", "AvailabilityZone": "us-east-1a"}
    third = client("ec2").create_subnet(**request)["Subnet"]["SubnetId"]
    return error_of(_create, Subnets=[*network.subnets, third])


@provokes("elbv2-no-internet-gateway")
def _() -> tuple[str, str]:
    return error_of(_create, Subnets=Network(internet=False).subnets)


def _set(attributes: dict[str, str]) -> Any:
    given = [{"Key": key, "Value": value} for key, value in attributes.items()]
    arn = stack().load_balancer
    return client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=given)


def _attribute(row_id: str, attributes: dict[str, str]) -> None:
    provokes(f"elbv2-{row_id}")(lambda: error_of(_set, attributes))


_attribute("idle-timeout", {"idle_timeout.timeout_seconds": "4001"})
_attribute("keep-alive", {"client_keep_alive.seconds": "59"})
_attribute("access-logs-without-bucket", {"access_logs.s3.enabled": "true"})


def _log_to(bucket: str) -> Any:
    return _set({"access_logs.s3.enabled": "true", "access_logs.s3.bucket": bucket})


def _bucket(service: str) -> str:
    """A bucket whose policy lets a service write the account's logs."""
    bucket = unique("logs-of-load-balancer")
    client("s3").create_bucket(Bucket=bucket)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/{_ACCOUNT}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    return bucket


@provokes("elbv2-access-logs-denied")
def _() -> tuple[str, str]:
    good = _bucket("logdelivery.elasticloadbalancing.amazonaws.com")
    _log_to(good)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    client("s3").put_bucket_encryption(Bucket=good, ServerSideEncryptionConfiguration={"Rules": [rule]})
    of_key, of_nobody = error_of(_log_to, good), error_of(_log_to, "absent-of-load-balancer")
    assert of_key[0] == of_nobody[0]
    return error_of(_log_to, _bucket("delivery.logs.amazonaws.com"))


@cache
def _listener() -> str:
    return stack().listener


def _forward(**change: Any) -> dict[str, Any]:
    group = {"TargetGroupArn": stack().target_groups["blue"], **change}
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": [group]}}


def _listen(**change: Any) -> Any:
    request = {
        "LoadBalancerArn": stack().load_balancer,
        "Port": 8081,
        "Protocol": "HTTP",
        "DefaultActions": [_forward()],
        **change,
    }
    return client("elbv2").create_listener(**request)


def _listens(row_id: str, **change: Any) -> None:
    provokes(f"elbv2-{row_id}")(lambda: error_of(_listen, **change))


_https = {"Protocol": "HTTPS", "Certificates": [{"CertificateArn": _OWN}]}
_listens("listener-certificate-missing", Protocol="HTTPS")
_listens("listener-certificate-of-http", Certificates=[{"CertificateArn": _OWN}])
_elsewhere = [{"CertificateArn": _OWN.replace("us-east-1", "eu-west-1")}]
_listens("listener-certificate-region", Protocol="HTTPS", Certificates=_elsewhere)
_listens("listener-certificate", Protocol="HTTPS", Certificates=[{"CertificateArn": "arn:aws:s3:::certificate"}])
_listens("ssl-policy", **_https, SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021")


def _acts(row_id: str, action: Any) -> None:
    provokes(f"elbv2-{row_id}")(lambda: error_of(_listen, DefaultActions=[action() if callable(action) else action]))


_acts("weight", lambda: _forward(Weight=1000))
_acts(
    "too-many-target-groups",
    lambda: {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": f"arn:{n}"} for n in range(6)]}},
)
_sticky = {"TargetGroupStickinessConfig": {"Enabled": True, "DurationSeconds": 604801}}
_acts("stickiness-duration", lambda: {"Type": "forward", "ForwardConfig": {**_forward()["ForwardConfig"], **_sticky}})
_acts("redirect-loop", {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Path": "/#{path}"}})


def taken() -> None:
    """What these change; raises unless it is taken."""
    for number, policy in enumerate(("TLS13-1-2-Res-FIPS-2023-04", "TLS13-1-2-Res-PQ-2025-09", "FS-1-1-2019-08", "2015-05")):
        _listen(**_https, Port=8443 + number, SslPolicy=f"ELBSecurityPolicy-{policy}")


@provokes("elbv2-target-group-of-two")
def _() -> tuple[str, str]:
    return error_of(_listen, LoadBalancerArn=_create())


def _rule(priority: int, values: list[str]) -> Any:
    condition = {"Field": "path-pattern", "PathPatternConfig": {"Values": values}}
    return client("elbv2").create_rule(
        ListenerArn=_listener(), Priority=priority, Conditions=[condition], Actions=[_forward()]
    )


@provokes("elbv2-rule-priority-in-use")
def _() -> tuple[str, str]:
    _rule(7, ["/a"])
    return error_of(_rule, 7, ["/b"])


@provokes("elbv2-rule-values")
def _() -> tuple[str, str]:
    return error_of(_rule, 8, [f"/{number}" for number in range(6)])
