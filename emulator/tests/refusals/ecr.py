"""What ECR refuses, each tried."""

from __future__ import annotations

import json
from typing import Any

from tests.refusals import given, provokes
from tests.support import client, error_of, unique


def _repository() -> str:
    return client("ecr").create_repository(repositoryName=unique("refused"))["repository"]["repositoryName"]


def _put_image(repository: str = "", **change: Any) -> tuple[str, str]:
    request = {"imageManifest": _MANIFEST, "imageTag": "1", **change}
    return error_of(client("ecr").put_image, repositoryName=repository or _repository(), **given(request))


_MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []})
_NO_DIGEST = "sha256:" + "0" * 64


@provokes("ecr-no-repository")
def _() -> tuple[str, str]:
    return error_of(client("ecr").batch_get_image, repositoryName="absent", imageIds=[{"imageTag": "1"}])


@provokes("ecr-registry-of-another-account")
def _() -> tuple[str, str]:
    request = {"registryId": "210987654321", "repositoryName": _repository(), "imageIds": [{"imageTag": "1"}]}
    return error_of(client("ecr").batch_get_image, **request)


@provokes("ecr-digest-does-not-match")
def _() -> tuple[str, str]:
    return _put_image(imageDigest=_NO_DIGEST)


@provokes("ecr-manifest-is-no-json")
def _() -> tuple[str, str]:
    return _put_image(imageManifest="schemaVersion: 2")


@provokes("ecr-media-type-missing")
def _() -> tuple[str, str]:
    return _put_image(imageManifest=json.dumps({"schemaVersion": 2}))


@provokes("ecr-image-exists")
def _() -> tuple[str, str]:
    repository = _repository()
    client("ecr").put_image(repositoryName=repository, imageManifest=_MANIFEST, imageTag="1")
    again = _put_image(repository)
    assert _put_image(repository, imageTag=None)[0] == again[0]
    return again


@provokes("ecr-index-before-its-images")
def _() -> tuple[str, str]:
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json"}
    return _put_image(imageManifest=json.dumps({**index, "manifests": [{"digest": _NO_DIGEST}]}))


def _findings(repository: str, digest: str) -> tuple[str, str]:
    request = {"repositoryName": repository, "imageId": {"imageDigest": digest}}
    return error_of(client("ecr").describe_image_scan_findings, **request)


@provokes("ecr-no-image")
def _() -> tuple[str, str]:
    return _findings(_repository(), _NO_DIGEST)


@provokes("ecr-no-scan")
def _() -> tuple[str, str]:
    repository = _repository()
    pushed = client("ecr").put_image(repositoryName=repository, imageManifest=_MANIFEST, imageTag="1")
    return _findings(repository, pushed["image"]["imageId"]["imageDigest"])
