"""Images of ECR: digests, tags, indexes, and what their scans found."""

from __future__ import annotations

import hashlib
import json
import unittest
import urllib.error
from typing import Any

from tests.support import advance, client, control, error_of, unique

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest_of(manifest: str) -> str:
    return "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()


def manifest_of(content: str, media_type: str = DOCKER) -> str:
    config = {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2, "digest": digest_of(content)}
    return json.dumps({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": []})


def index_of(*digests: str, media_type: str = INDEX) -> str:
    entries = [{"mediaType": OCI, "digest": digest, "size": 2} for digest in digests]
    return json.dumps({"schemaVersion": 2, "mediaType": media_type, "manifests": entries})


class RepositoryTest(unittest.TestCase):
    def setUp(self) -> None:
        self.name = unique("repository")
        self.ecr = client("ecr")
        self.ecr.create_repository(repositoryName=self.name)

    def push(self, manifest: str, tag: str | None = None, **more: Any) -> str:
        request = {"repositoryName": self.name, "imageManifest": manifest, **more}
        if tag is not None:
            request["imageTag"] = tag
        return self.ecr.put_image(**request)["image"]["imageId"]["imageDigest"]

    def get(self, *ids: dict[str, str], **more: Any) -> tuple[list[Any], list[Any]]:
        answer = self.ecr.batch_get_image(repositoryName=self.name, imageIds=list(ids), **more)
        return answer["images"], answer["failures"]


class Images(RepositoryTest):
    def test_have_the_digest_of_their_manifests_bytes(self) -> None:
        for media_type in (DOCKER, OCI):
            manifest = manifest_of("one", media_type)
            self.assertEqual(self.push(manifest, "tag"), digest_of(manifest))
            images, failures = self.get({"imageTag": "tag"})
            self.assertEqual(failures, [])
            self.assertEqual(
                images,
                [
                    {
                        "registryId": "123456789012",
                        "repositoryName": self.name,
                        "imageId": {"imageDigest": digest_of(manifest), "imageTag": "tag"},
                        "imageManifest": manifest,
                        "imageManifestMediaType": media_type,
                    }
                ],
            )

    def test_same_layers_in_another_manifest_are_another_image(self) -> None:
        first, second = manifest_of("one"), manifest_of("one") + "\n"
        self.assertNotEqual(self.push(first, "1"), self.push(second, "2"))

    def test_media_type_may_be_given_beside_the_manifest(self) -> None:
        bare = json.dumps({"schemaVersion": 2, "config": {}, "layers": []})
        digest = self.push(bare, "tag", imageManifestMediaType=OCI)
        self.assertEqual(self.get({"imageDigest": digest})[0][0]["imageManifestMediaType"], OCI)

    def test_indexes_list_images_that_have_no_tag(self) -> None:
        for media_type in (LIST, INDEX):
            children = [self.push(manifest_of(f"{media_type} {name}")) for name in ("amd64", "arm64")]
            index = index_of(*children, media_type=media_type)
            self.assertEqual(self.push(index, "multi"), digest_of(index))
            images, _ = self.get({"imageTag": "multi"}, *({"imageDigest": child} for child in children))
            self.assertEqual([image["imageManifestMediaType"] for image in images], [media_type, DOCKER, DOCKER])
            details = self.ecr.describe_images(
                repositoryName=self.name, imageIds=[{"imageDigest": child} for child in children]
            )["imageDetails"]
            self.assertEqual([detail.get("imageTags") for detail in details], [None, None])
            self.assertEqual({detail["imageDigest"] for detail in details}, set(children))

    def test_that_lose_their_tag_stay(self) -> None:
        old, new = self.push(manifest_of("old"), "latest"), self.push(manifest_of("new"), "latest")
        images, failures = self.get({"imageTag": "latest"}, {"imageDigest": old})
        self.assertEqual([image["imageId"]["imageDigest"] for image in images], [new, old])
        self.assertEqual(failures, [])
        self.assertEqual(self.get({"imageDigest": old, "imageTag": "latest"})[1][0]["failureCode"], "ImageTagDoesNotMatchDigest")

    def test_can_have_several_tags(self) -> None:
        digest = self.push(manifest_of("one"), "1")
        self.assertEqual(self.push(manifest_of("one"), "2"), digest)
        images, _ = self.get({"imageTag": "1"}, {"imageTag": "2"})
        self.assertEqual([image["imageId"]["imageTag"] for image in images], ["1", "2"])
        self.assertEqual({image["imageId"]["imageDigest"] for image in images}, {digest})

    def test_a_tag_that_is_immutable_stays(self) -> None:
        self.ecr.put_image_tag_mutability(repositoryName=self.name, imageTagMutability="IMMUTABLE")
        old = self.push(manifest_of("old"), "1")
        request = {"repositoryName": self.name, "imageManifest": manifest_of("new"), "imageTag": "1"}
        self.assertEqual(error_of(self.ecr.put_image, **request)[0], "ImageAlreadyExistsException")
        self.assertEqual(self.get({"imageTag": "1"})[0][0]["imageId"]["imageDigest"], old)

    def test_what_is_not_there_is_a_failure_beside_what_is(self) -> None:
        digest = self.push(manifest_of("one"), "1")
        absent = digest_of("absent")
        images, failures = self.get({"imageTag": "1"}, {"imageTag": "2"}, {"imageDigest": absent})
        self.assertEqual([image["imageId"]["imageDigest"] for image in images], [digest])
        self.assertEqual([failure["imageId"] for failure in failures], [{"imageTag": "2"}, {"imageDigest": absent}])
        self.assertEqual({failure["failureCode"] for failure in failures}, {"ImageNotFound"})

    def test_a_media_type_that_is_not_accepted_is_a_failure(self) -> None:
        self.push(manifest_of("one", OCI), "1")
        self.assertEqual(self.get({"imageTag": "1"}, acceptedMediaTypes=[DOCKER])[0], [])
        self.assertEqual(len(self.get({"imageTag": "1"}, acceptedMediaTypes=[DOCKER, OCI])[0]), 1)

    def test_are_in_their_region_alone(self) -> None:
        code, _ = error_of(
            client("ecr", "eu-west-1").batch_get_image, repositoryName=self.name, imageIds=[{"imageTag": "1"}]
        )
        self.assertEqual(code, "RepositoryNotFoundException")


class Scans(RepositoryTest):
    def setUp(self) -> None:
        super().setUp()
        self.digest = self.push(manifest_of(self.name), "1")

    def scan(self, status: str, **more: Any) -> Any:
        return control("POST", "scans", {"repository": self.name, "digest": self.digest, "status": status, **more})

    def findings(self, **more: Any) -> dict[str, Any]:
        request = {"repositoryName": self.name, "imageId": {"imageDigest": self.digest}, **more}
        return self.ecr.describe_image_scan_findings(**request)

    def test_basic_findings_are_counted_and_told(self) -> None:
        finding = {
            "name": "CVE-2026-1",
            "severity": "CRITICAL",
            "attributes": [{"key": "package_name", "value": "openssl"}],
        }
        self.scan("COMPLETE", findings=[finding])
        answer = self.findings()
        self.assertEqual(answer["imageScanStatus"], {"status": "COMPLETE"})
        self.assertEqual(answer["imageId"], {"imageDigest": self.digest})
        self.assertEqual(answer["imageScanFindings"]["findings"], [finding])
        self.assertEqual(answer["imageScanFindings"]["findingSeverityCounts"], {"CRITICAL": 1})
        self.assertNotIn("enhancedFindings", answer["imageScanFindings"])
        by_tag = self.ecr.describe_image_scan_findings(repositoryName=self.name, imageId={"imageTag": "1"})
        self.assertEqual(by_tag["imageId"], {"imageDigest": self.digest, "imageTag": "1"})

    def test_enhanced_findings_are_told(self) -> None:
        finding = {
            "severity": "HIGH",
            "status": "ACTIVE",
            "title": "CVE-2026-2 - urllib3",
            "packageVulnerabilityDetails": {
                "vulnerabilityId": "CVE-2026-2",
                "vulnerablePackages": [{"name": "urllib3", "version": "1.0"}],
            },
        }
        self.scan("ACTIVE", enhancedFindings=[finding])
        self.assertEqual(self.findings()["imageScanFindings"]["enhancedFindings"], [finding])

    def test_come_in_pages(self) -> None:
        names = [f"CVE-2026-{number}" for number in range(5)]
        self.scan("COMPLETE", findings=[{"name": name, "severity": "LOW"} for name in names])
        told, token, pages = [], None, 0
        while pages == 0 or token:
            answer = self.findings(maxResults=2, **({"nextToken": token} if token else {}))
            told += [finding["name"] for finding in answer["imageScanFindings"]["findings"]]
            self.assertEqual(answer["imageScanFindings"]["findingSeverityCounts"], {"LOW": 5})
            token, pages = answer.get("nextToken"), pages + 1
        self.assertEqual((told, pages), (names, 3))

    def test_end_in_emulated_time(self) -> None:
        self.scan("PENDING", statusAfterSeconds={"3600": "IN_PROGRESS", "7200": "COMPLETE"}, findings=[{"name": "x"}])
        self.assertNotIn("imageScanFindings", self.findings())
        told = []
        for seconds in (0, 3600, 3600):
            advance(seconds)
            told.append(self.findings()["imageScanStatus"]["status"])
        self.assertEqual(told, ["PENDING", "IN_PROGRESS", "COMPLETE"])
        self.assertEqual(self.findings()["imageScanFindings"]["findings"], [{"name": "x"}])

    def test_without_a_result_tell_why(self) -> None:
        self.scan("UNSUPPORTED_IMAGE", description="The operating system is not supported.")
        answer = self.findings()
        self.assertEqual(
            answer["imageScanStatus"],
            {"status": "UNSUPPORTED_IMAGE", "description": "The operating system is not supported."},
        )
        self.assertNotIn("imageScanFindings", answer)

    def test_are_each_images_own(self) -> None:
        self.scan("COMPLETE", findings=[])
        other = self.push(manifest_of("other"), "2")
        request = {"repositoryName": self.name, "imageId": {"imageDigest": other}}
        self.assertEqual(error_of(self.ecr.describe_image_scan_findings, **request)[0], "ScanNotFoundException")

    def test_fail_when_they_are_not_as_ecr_tells_them(self) -> None:
        cases: list[tuple[dict[str, Any], str]] = [
            ({"findings": [{"nme": "x"}]}, "nme"),
            ({"findings": [], "enhancedFindings": []}, "not both"),
            ({"finding": []}, "unknown members of a scan: finding"),
        ]
        for more, words in cases:
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.scan("COMPLETE", **more)
            self.assertIn(words, json.load(caught.exception)["error"])


if __name__ == "__main__":
    unittest.main()
