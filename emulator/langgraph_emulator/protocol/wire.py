"""Families of protocols that AWS gives the same codes and statuses for what every service may answer."""

from __future__ import annotations

from typing import Literal

from moto.core.utils import get_service_model

from langgraph_emulator.protocol.identify import Target

Wire = Literal["json", "rest-json", "query", "ec2", "s3"]


def wire_of(target: Target) -> Wire:
    if target.service == "s3":
        return "s3"
    if target.protocol == "ec2":
        return "ec2"
    if target.protocol == "rest-json":
        return "rest-json"
    # Services that spoke Query before keep their codes in the newer protocols.
    if target.protocol in ("query", "rest-xml") or get_service_model(target.service).is_query_compatible:
        return "query"
    return "json"
