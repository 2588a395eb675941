"""What S3, Secrets Manager, SSM, Lambda, Application Auto Scaling and the Tagging API refuse."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Holds, Matches, Never, Within
from langgraph_emulator.refusals.model import Refusal

_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
_SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/"
_SSM = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"
_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/"
_SCALING = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html"
_BUCKET = (
    r"(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)"
    r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
)

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "s3-bucket-prefix",
        "s3",
        "CreateBucket",
        "the name begins as S3 keeps for itself",
        "InvalidBucketName",
        "The requested bucket name starts with a reserved prefix",
        _S3 + "bucketnamingrules.html",
        Matches("Bucket", r"(?!(xn--|sthree-|amzn-s3-demo-)).*"),
    ),
    Refusal(
        "s3-bucket-name",
        "s3",
        "CreateBucket",
        "the name is not 3 to 63 small letters, digits, dots and hyphens, or ends as S3 keeps for itself",
        "InvalidBucketName",
        "The specified bucket is not valid.",
        _S3 + "bucketnamingrules.html",
        Matches("Bucket", _BUCKET),
    ),
    Refusal(
        "s3-policy-is-no-json",
        "s3",
        "PutBucketPolicy",
        "the bucket's policy is no JSON object",
        "MalformedPolicy",
        "Policies must be valid JSON and the first byte must be '{{'",
        _S3 + "bucket-policies.html",
    ),
    Refusal(
        "s3-policy-without-statement",
        "s3",
        "PutBucketPolicy",
        "the bucket's policy has no statement",
        "MalformedPolicy",
        "Missing required field Statement",
        _S3 + "bucket-policies.html",
    ),
    Refusal(
        "s3-policy-resource",
        "s3",
        "PutBucketPolicy",
        "the bucket's policy names another bucket's objects",
        "MalformedPolicy",
        "Policy has invalid resource",
        _S3 + "s3-arn-format.html",
    ),
    Refusal(
        "s3-policy-public",
        "s3",
        "PutBucketPolicy",
        "the policy lets everybody in, and public policies are blocked",
        "AccessDenied",
        "User: arn:aws:iam::{account}:user/any is not authorized to perform: s3:PutBucketPolicy on resource: "
        '"arn:aws:s3:::{bucket}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public '
        "Access.",
        _S3 + "access-control-block-public-access.html",
    ),
    Refusal(
        "s3-acl",
        "s3",
        "PutBucketAcl",
        "an ACL is set and the bucket's owner owns all objects",
        "AccessControlListNotSupported",
        "The bucket does not allow ACLs",
        _S3 + "about-object-ownership.html",
    ),
    Refusal(
        "secretsmanager-name",
        "secretsmanager",
        "CreateSecret",
        "the name has others than letters, digits and / _ + = . @ - !",
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        _SECRETS + "apireference/API_CreateSecret.html",
        Matches("Name", r"[A-Za-z0-9/_+=.@!-]{1,512}"),
    ),
    Refusal(
        "secretsmanager-key",
        "secretsmanager",
        "CreateSecret",
        "the key is not enabled",
        "EncryptionFailure",
        "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is "
        "available, enabled, and not in an invalid state.",
        _SECRETS + "apireference/API_CreateSecret.html",
        also=("UpdateSecret",),
    ),
    Refusal(
        "secretsmanager-key-denied",
        "secretsmanager",
        "CreateSecret",
        "the key does not exist, its policy shuts this account out, or it is AWS's own for another service",
        "AccessDeniedException",
        "Access to KMS is not allowed",
        _SECRETS + "userguide/security-encryption.html",
        also=("UpdateSecret",),
    ),
    Refusal(
        "ssm-value-size",
        "ssm",
        "PutParameter",
        "a standard parameter's value has more than 4096 bytes",
        "ValidationException",
        "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, "
        "upgrade the parameter to use the advanced-parameter tier. For more information, see "
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
        _SSM,
        Holds(lambda params: len(params["Value"].encode()) <= 4096 or params.get("Tier", "Standard") != "Standard"),
    ),
    Refusal(
        "ssm-name",
        "ssm",
        "PutParameter",
        "the name has others than letters, digits, dots, underscores, hyphens and slashes",
        "ValidationException",
        'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths '
        "divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_",
        _SSM,
        Matches("Name", r"[\w./-]{1,1011}"),
    ),
    Refusal(
        "ssm-name-slash",
        "ssm",
        "PutParameter",
        "the name has levels and does not begin with a slash",
        "ValidationException",
        "Parameter name must be a fully qualified name.",
        _SSM,
        Matches("Name", r"/.*|[^/]*"),
    ),
    Refusal(
        "lambda-role",
        "lambda",
        "CreateFunction",
        "Lambda may not assume the function's role, or it does not exist",
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
        _LAMBDA + "lambda-intro-execution-role.html",
    ),
    Refusal(
        "lambda-network-interfaces",
        "lambda",
        "CreateFunction",
        "the function is in a VPC, and its role may not make network interfaces",
        "InvalidParameterValueException",
        "The provided execution role does not have permissions to call {action} on EC2",
        _LAMBDA + "configuration-vpc.html#configuration-vpc-permissions",
    ),
    Refusal(
        "scaling-order",
        "application-autoscaling",
        "RegisterScalableTarget",
        "the greatest number is less than the smallest",
        "ValidationException",
        "Maximum capacity cannot be less than minimum capacity",
        _SCALING,
        Never("MinCapacity && MaxCapacity && MinCapacity > MaxCapacity"),
    ),
    Refusal(
        "scaling-negative",
        "application-autoscaling",
        "RegisterScalableTarget",
        "the smallest or the greatest number is negative",
        "ValidationException",
        "Minimum and maximum capacity cannot be less than 0",
        _SCALING,
        Never("MinCapacity < `0` || MaxCapacity < `0`"),
    ),
    Refusal(
        "tagging-page",
        "resourcegroupstaggingapi",
        "GetResources",
        "a page is to have none, or more than 100 resources",
        "InvalidParameterException",
        "ResourcesPerPage must be between {low} and {high}.",
        "https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html",
        Within("ResourcesPerPage", 1, 100),
    ),
)
