"""Images by the digest of their manifest's bytes; moto keeps repositories and tags.

An image that loses its tag to another one stays, without it, and an index needs the images that it lists.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-multi-architecture-image.html
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from moto.ecr.models import Image, Repository, ecr_backends

from langgraph_emulator.operations import ACCOUNT, Call, operation
from langgraph_emulator.refusals import refuse

@operation("ecr", "PutImage")
def put_image(call: Call) -> dict[str, Any]:
    repository = repository_of(call)
    manifest, tag = call.params["imageManifest"], call.params.get("imageTag")
    digest = "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()
    if call.params.get("imageDigest", digest) != digest:
        raise refuse("ecr-digest-does-not-match", given=call.params["imageDigest"], digest=digest)
    content = _parse(manifest)
    media_type = call.params.get("imageManifestMediaType") or content.get("mediaType")
    if not media_type:
        raise refuse("ecr-media-type-missing")
    _check_children(repository, content)
    known = find(repository, {"imageDigest": digest})
    if known is not None and (tag is None or tag in known.image_tags):
        raise refuse("ecr-image-exists", digest=digest, tag=tag, repository=repository.name, registry=ACCOUNT)
    tagged = find(repository, {"imageTag": tag}) if tag is not None else None
    if tagged is not None and not repository.is_tag_immutable():
        # moto would delete what had the tag
        tagged.remove_tag(tag)
    call.moto(imageDigest=digest, imageManifestMediaType=media_type, registryId=None)
    image = find(repository, {"imageDigest": digest})
    assert image is not None
    return {"image": _rendered(image, {"imageTag": tag} if tag is not None else {})}


def _parse(manifest: str) -> dict[str, Any]:
    try:
        content = json.loads(manifest)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise refuse("ecr-manifest-is-no-json")
    return content


def _check_children(repository: Repository, content: dict[str, Any]) -> None:
    wanted = [entry["digest"] for entry in content.get("manifests", [])]
    missing = [digest for digest in wanted if find(repository, {"imageDigest": digest}) is None]
    if missing:
        raise refuse(
            "ecr-index-before-its-images",
            digests=", ".join(missing),
            repository=repository.name,
            registry=ACCOUNT,
        )


@operation("ecr", "BatchGetImage")
def batch_get_image(call: Call) -> dict[str, Any]:
    """A media type that the caller does not accept counts as not there; ECR converts some of them instead."""
    repository = repository_of(call)
    accepted = call.params.get("acceptedMediaTypes")
    images, failures = [], []
    for image_id in call.params["imageIds"]:
        image = find(repository, image_id)
        if image is not None and (not accepted or image.image_manifest_media_type in accepted):
            images.append(_rendered(image, image_id))
        else:
            failures.append(_failure(repository, image_id))
    return {"images": images, "failures": failures}


def _failure(repository: Repository, image_id: dict[str, str]) -> dict[str, Any]:
    code, reason = "ImageNotFound", "Requested image not found"
    if not image_id:
        code, reason = "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"
    elif len(image_id) == 2 and find(repository, {"imageDigest": image_id["imageDigest"]}) is not None:
        code, reason = "ImageTagDoesNotMatchDigest", "The image tag does not match the image digest"
    return {"imageId": image_id, "failureCode": code, "failureReason": reason}


def _rendered(image: Image, image_id: dict[str, str]) -> dict[str, Any]:
    tag = {"imageTag": image_id["imageTag"]} if "imageTag" in image_id else {}
    return {
        "registryId": ACCOUNT,
        "repositoryName": image.repository_name,
        "imageId": {"imageDigest": image.image_digest, **tag},
        "imageManifest": image.image_manifest,
        "imageManifestMediaType": image.image_manifest_media_type,
    }


@operation("ecr", "DescribeImages", "ListImages")
def in_own_registry(call: Call) -> dict[str, Any]:
    repository_of(call)
    return call.moto()


def repository_of(call: Call) -> Repository:
    """The repository that a call names, if it is there and in this account."""
    name, registry = call.params["repositoryName"], call.params.get("registryId", ACCOUNT)
    if registry != ACCOUNT:
        arn = f"arn:aws:ecr:{call.region}:{registry}:repository/{name}"
        raise refuse("ecr-registry-of-another-account", account=ACCOUNT, operation=call.operation, arn=arn)
    repository = ecr_backends[ACCOUNT][call.region].repositories.get(name)
    if repository is None:
        raise refuse("ecr-no-repository", repository=name, registry=registry)
    return repository


def find(repository: Repository, image_id: dict[str, str]) -> Image | None:
    """The image with all that is given of tag and digest."""
    digest, tag = image_id.get("imageDigest"), image_id.get("imageTag")
    return next(
        (
            image
            for image in repository.images
            if (digest or tag)
            and (digest is None or image.image_digest == digest)
            and (tag is None or tag in image.image_tags)
        ),
        None,
    )
