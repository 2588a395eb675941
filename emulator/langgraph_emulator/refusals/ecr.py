"""What ECR refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_ECR = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "ecr-no-repository",
        "ecr",
        "BatchGetImage",
        "the registry has no repository of that name in this region",
        "RepositoryNotFoundException",
        "The repository with name '{repository}' does not exist in the registry with id '{registry}'",
        _ECR + "API_BatchGetImage.html",
    ),
    Refusal(
        "ecr-registry-of-another-account",
        "ecr",
        "BatchGetImage",
        "the registry is another account's, whose repositories allow nothing to this one, or do not exist",
        "AccessDeniedException",
        "User: arn:aws:iam::{account}:user/any is not authorized to perform: ecr:{operation} on resource: {arn} "
        "because no resource-based policy allows the ecr:{operation} action",
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    ),
    Refusal(
        "ecr-digest-does-not-match",
        "ecr",
        "PutImage",
        "imageDigest is not the digest of imageManifest",
        "ImageDigestDoesNotMatchException",
        "The specified image digest '{given}' does not match the digest '{digest}' that was calculated for the image",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-manifest-is-no-json",
        "ecr",
        "PutImage",
        "imageManifest is no JSON object",
        "InvalidParameterException",
        "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-media-type-missing",
        "ecr",
        "PutImage",
        "neither the manifest nor imageManifestMediaType gives a media type",
        "InvalidParameterException",
        "Invalid parameter at 'ImageManifestMediaType' failed to satisfy constraint: 'Media type is missing'",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-image-exists",
        "ecr",
        "PutImage",
        "the repository has the manifest under the same tag, or has it and no tag is given",
        "ImageAlreadyExistsException",
        "Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{repository}' "
        "in registry with id '{registry}'",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-index-before-its-images",
        "ecr",
        "PutImage",
        "the manifest is an index of images that the repository does not have",
        "ReferencedImagesNotFoundException",
        "The images with digests '[{digests}]' required for pushing image into repository with name '{repository}' "
        "in the registry with id '{registry}' do not exist",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-no-image",
        "ecr",
        "DescribeImageScanFindings",
        "the repository has no such image",
        "ImageNotFoundException",
        "The image with imageId {image} does not exist within the repository with name '{repository}' "
        "in the registry with id '{registry}'",
        _ECR + "API_DescribeImageScanFindings.html",
    ),
    Refusal(
        "ecr-no-scan",
        "ecr",
        "DescribeImageScanFindings",
        "the image was never scanned",
        "ScanNotFoundException",
        "Image scan does not exist for the image with '{image}' in the repository with name '{repository}' "
        "in the registry with id '{registry}'",
        _ECR + "API_DescribeImageScanFindings.html",
    ),
)
