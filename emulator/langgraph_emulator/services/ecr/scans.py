"""Results of scans, set through ``POST /_emulator/scans``; an image without one was never scanned.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.validate import ParamValidator
from moto.core.utils import get_service_model

from langgraph_emulator.operations import ACCOUNT, Call, operation
from langgraph_emulator.paging import page
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.ecr.images import find, repository_of

if TYPE_CHECKING:
    from langgraph_emulator.world import World

_MEMBERS = {"region", "repository", "digest", "status", "description", "statusAfterSeconds"}
_KINDS = ("findings", "enhancedFindings")
_WITH_RESULT = ("COMPLETE", "ACTIVE")
_DEFAULT_PAGE = 100


@dataclass(frozen=True)
class Scan:
    """``later`` holds further statuses with the seconds after ``since`` from which each one is true."""

    since: datetime
    status: str
    description: str | None
    later: tuple[tuple[float, str], ...]
    kind: str
    findings: list[dict[str, Any]]

    def status_at(self, moment: datetime) -> str:
        elapsed = (moment - self.since).total_seconds()
        reached = [status for seconds, status in self.later if seconds <= elapsed]
        return reached[-1] if reached else self.status


class Scans:
    def __init__(self, world: World, region: str) -> None:
        self._world = world
        self._scans: dict[tuple[str, str], Scan] = {}

    def set(self, body: dict[str, Any]) -> Scan:
        unknown = set(body) - _MEMBERS - set(_KINDS)
        if unknown:
            raise ValueError(f"unknown members of a scan: {', '.join(sorted(unknown))}")
        if all(kind in body for kind in _KINDS):
            raise ValueError("a scan is basic (findings) or enhanced (enhancedFindings), not both")
        kind = next((kind for kind in _KINDS if kind in body), _KINDS[0])
        later = sorted((float(seconds), status) for seconds, status in (body.get("statusAfterSeconds") or {}).items())
        scan = Scan(
            self._world.clock.now(), body["status"], body.get("description"), tuple(later), kind, body.get(kind, [])
        )
        _validate(scan)
        self._scans[body["repository"], body["digest"]] = scan
        return scan

    def get(self, repository: str, digest: str) -> Scan | None:
        return self._scans.get((repository, digest))


def _validate(scan: Scan) -> None:
    """An unknown status is refused by nobody: AWS adds some from time to time."""
    shape = get_service_model("ecr").shape_for("ImageScanFindings").members[scan.kind]
    report = ParamValidator().validate(scan.findings, shape)
    if report.has_errors():
        raise ValueError(report.generate_report())


@operation("ecr", "DescribeImageScanFindings")
def describe_image_scan_findings(call: Call) -> dict[str, Any]:
    repository, image_id = repository_of(call), call.params["imageId"]
    image = find(repository, image_id)
    values = {"image": _in_words(image_id), "repository": repository.name, "registry": ACCOUNT}
    if image is None:
        raise refuse("ecr-no-image", **values)
    scan = call.state(Scans).get(repository.name, image.image_digest)
    if scan is None:
        raise refuse("ecr-no-scan", **values)
    status = scan.status_at(call.world.clock.now())
    answer: dict[str, Any] = {
        "registryId": ACCOUNT,
        "repositoryName": repository.name,
        "imageId": {**image_id, "imageDigest": image.image_digest},
        "imageScanStatus": {"status": status, **({"description": scan.description} if scan.description else {})},
    }
    if status in _WITH_RESULT:
        size = call.params.get("maxResults", _DEFAULT_PAGE)
        shown, token = page(scan.findings, call.params.get("nextToken"), size, "InvalidParameterException")
        answer["imageScanFindings"] = {
            "imageScanCompletedAt": scan.since,
            "vulnerabilitySourceUpdatedAt": scan.since,
            "findingSeverityCounts": dict(Counter(each.get("severity", "UNDEFINED") for each in scan.findings)),
            scan.kind: shown,
        }
        if token is not None:
            answer["nextToken"] = token
    return answer


def _in_words(image_id: dict[str, str]) -> str:
    digest, tag = image_id.get("imageDigest", "null"), image_id.get("imageTag", "null")
    return f"{{imageDigest:'{digest}', imageTag:'{tag}'}}"
