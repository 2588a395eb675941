"""Listeners: port, protocol, policy and certificates are kept here, because moto checks certificates against its own
ACM and cannot change a listener back and forth."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse

_DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
_OWN = ("Port", "Protocol", "SslPolicy", "Certificates")
# To moto every listener is a plain one, so that it asks for no certificate.
_PLAIN = {"HTTPS": "HTTP", "TLS": "TCP"}


class Listeners:
    """What moto does not keep, by ARN of the listener, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_arn: dict[str, dict[str, Any]] = {}
        self.extra_certificates: dict[str, list[str]] = {}


@operation("elbv2", "CreateListener")
def create_listener(call: Call) -> dict[str, Any]:
    _refuse_duplicate(call, call.params["LoadBalancerArn"], call.params.get("Port"))
    protocol = call.params.get("Protocol", "")
    listener = call.moto(Certificates=None, SslPolicy=None, Protocol=_PLAIN.get(protocol, protocol))["Listeners"][0]
    call.state(Listeners).by_arn[listener["ListenerArn"]] = _own(call.params)
    return {"Listeners": [_complete(call, listener)]}


@operation("elbv2", "ModifyListener")
def modify_listener(call: Call) -> dict[str, Any]:
    arn = call.params["ListenerArn"]
    if call.params.get("Port"):
        _refuse_duplicate(call, load_balancer_of(arn), call.params["Port"], arn)
    listener = call.moto(Certificates=None, Port=None, Protocol=None, SslPolicy=None)["Listeners"][0]
    own = call.state(Listeners).by_arn.setdefault(arn, {})
    own.update(_own(call.params))
    if own.get("Protocol") not in _PLAIN:
        own.pop("SslPolicy", None)
        own.pop("Certificates", None)
    return {"Listeners": [_complete(call, listener)]}


@operation("elbv2", "DescribeListeners")
def describe_listeners(call: Call) -> dict[str, Any]:
    answer = call.moto()
    answer["Listeners"] = [_complete(call, listener) for listener in answer.get("Listeners", [])]
    return answer


@operation("elbv2", "DeleteListener")
def delete_listener(call: Call) -> dict[str, Any]:
    answer = call.moto()
    call.state(Listeners).by_arn.pop(call.params["ListenerArn"], None)
    return answer


@operation("elbv2", "DescribeListenerCertificates")
def describe_listener_certificates(call: Call) -> dict[str, Any]:
    arn = call.params["ListenerArn"]
    state = call.state(Listeners)
    default = state.by_arn.get(arn, {}).get("Certificates", [])
    certificates = [{"CertificateArn": c["CertificateArn"], "IsDefault": True} for c in default]
    certificates += [{"CertificateArn": c, "IsDefault": False} for c in state.extra_certificates.get(arn, [])]
    return {"Certificates": certificates}


@operation("elbv2", "AddListenerCertificates")
def add_listener_certificates(call: Call) -> dict[str, Any]:
    extra = call.state(Listeners).extra_certificates.setdefault(call.params["ListenerArn"], [])
    arns = [c["CertificateArn"] for c in call.params["Certificates"]]
    extra += [arn for arn in arns if arn not in extra]
    return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in arns]}


@operation("elbv2", "RemoveListenerCertificates")
def remove_listener_certificates(call: Call) -> dict[str, Any]:
    removed = {c["CertificateArn"] for c in call.params["Certificates"]}
    extra = call.state(Listeners).extra_certificates
    arn = call.params["ListenerArn"]
    extra[arn] = [c for c in extra.get(arn, []) if c not in removed]
    return {}


def load_balancer_of(listener_arn: str) -> str:
    return listener_arn.replace(":listener/", ":loadbalancer/").rpartition("/")[0]


def _own(params: dict[str, Any]) -> dict[str, Any]:
    own = {key: params[key] for key in _OWN if params.get(key) not in (None, [])}
    if own.get("Protocol") in _PLAIN:
        own.setdefault("SslPolicy", _DEFAULT_POLICY)
    return own


def _complete(call: Call, listener: dict[str, Any]) -> dict[str, Any]:
    for key in _OWN:
        listener.pop(key, None)
    listener.update(call.state(Listeners).by_arn.get(listener["ListenerArn"], {}))
    return listener


def _refuse_duplicate(call: Call, load_balancer_arn: str, port: int | None, but: str | None = None) -> None:
    listeners = call.aws("elbv2", "DescribeListeners", LoadBalancerArn=load_balancer_arn)["Listeners"]
    if any(listener.get("Port") == port and listener["ListenerArn"] != but for listener in listeners):
        raise refuse("elbv2-duplicate-listener", load_balancer=load_balancer_arn)
