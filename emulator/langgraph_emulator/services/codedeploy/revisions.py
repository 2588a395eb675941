"""Revisions: AppSpec files that deployments were made from, known to their application by checksum."""

from __future__ import annotations

import hashlib
from typing import Any

from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.codedeploy.deployment import Deployment
from langgraph_emulator.services.codedeploy.state import CodeDeploy

_INLINE = {"AppSpecContent": "appSpecContent", "String": "string"}


@operation("codedeploy", "GetApplicationRevision")
def get_application_revision(call: Call) -> dict[str, Any]:
    application = call.state(CodeDeploy).application(call.params["applicationName"])
    wanted = _checksum(call.params["revision"])
    used = [
        deployment
        for deployment in call.state(CodeDeploy).deployments.values()
        if deployment.group.application is application and wanted and _checksum(deployment.revision) == wanted
    ]
    if not used:
        raise refuse("codedeploy-revision-unknown", application=call.params["applicationName"])
    return {
        "applicationName": call.params["applicationName"],
        "revision": with_checksum(used[-1].revision),
        "revisionInfo": {
            "description": f"Application revision registered by Deployment ID: {used[0].id}",
            "deploymentGroups": sorted({d.group.name for d in used if _is_current(d, wanted)}),
            "firstUsedTime": used[0].create_time,
            "lastUsedTime": used[-1].create_time,
            "registerTime": used[0].create_time,
        },
    }


def with_checksum(revision: dict[str, Any]) -> dict[str, Any]:
    member = _INLINE.get(revision.get("revisionType", ""))
    if member is None:
        return revision
    return {**revision, member: {**(revision.get(member) or {}), "sha256": _checksum(revision)}}


def without_content(revision: dict[str, Any] | None) -> dict[str, Any] | None:
    """As deployments are described: the checksum of an AppSpec, never the AppSpec itself.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html
    """
    if not revision or revision.get("revisionType") != "AppSpecContent":
        return revision
    return {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": _checksum(revision)}}


def _checksum(revision: dict[str, Any]) -> str | None:
    given = revision.get(_INLINE.get(revision.get("revisionType", ""), "")) or {}
    content = given.get("content")
    return hashlib.sha256(content.encode()).hexdigest() if content else given.get("sha256")


def _is_current(deployment: Deployment, checksum: str | None) -> bool:
    succeeded = [d for d in deployment.group.deployments if d.status == "Succeeded"]
    return bool(succeeded) and _checksum(succeeded[-1].revision) == checksum
