import { type Call, values } from "../support/call";
import { ACCOUNT } from "../support/requests";
import { type Dependency, of } from "./dependency";

const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html";
const SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html";
const LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html";

/** The service that uses a key in the caller's name. */
const via =
  (service: string) =>
  ({ region }: Call) => ({ "kms:ViaService": `${service}.${region}.amazonaws.com` });
/** What a service keeps of the key, for as long as it has what it encrypts. */
const grant = (service: string) => (call: Call) => ({
  ...via(service)(call),
  "kms:GrantIsForAWSResource": "true",
});

const named = (call: Call): readonly string[] => values(call, "KmsKeyId", "KMSKeyArn");
/** The platform's own key: a call on what is encrypted already does not name it. */
const own = ({ region }: Call): readonly string[] => [`arn:aws:kms:${region}:${ACCOUNT}:key/own`];

const ENCRYPTED_DATABASES = of("rds", "CreateDBInstance", "StartDBInstanceAutomatedBackupsReplication");
const FUNCTIONS = of("lambda", "CreateFunction", "UpdateFunctionConfiguration");

/** What AWS asks of the caller where the platform has a key of its own. Log groups, topics and buckets ask the service alone. */
export const KEYS: readonly Dependency[] = [
  {
    calls: ENCRYPTED_DATABASES,
    action: "kms:CreateGrant",
    page: RDS,
    resources: named,
    context: grant("rds"),
  },
  { calls: ENCRYPTED_DATABASES, action: "kms:DescribeKey", page: RDS, resources: named, context: via("rds") },
  ...["kms:GenerateDataKey", "kms:Decrypt"].flatMap((action): readonly Dependency[] => [
    {
      calls: of("secretsmanager", "CreateSecret"),
      action,
      page: SECRETS,
      resources: named,
      context: via("secretsmanager"),
    },
    {
      calls: of("secretsmanager", "PutSecretValue"),
      action,
      page: SECRETS,
      resources: own,
      context: via("secretsmanager"),
    },
  ]),
  {
    calls: of("secretsmanager", "GetSecretValue"),
    action: "kms:Decrypt",
    page: SECRETS,
    resources: own,
    context: via("secretsmanager"),
  },
  { calls: FUNCTIONS, action: "kms:CreateGrant", page: LAMBDA, resources: own, context: grant("lambda") },
  { calls: FUNCTIONS, action: "kms:Encrypt", page: LAMBDA, resources: own, context: via("lambda") },
  {
    calls: of("lambda", "GetFunction"),
    action: "kms:Decrypt",
    page: LAMBDA,
    resources: own,
    context: via("lambda"),
  },
];
