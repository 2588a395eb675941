/** Last words that make a name speak about a secret instead of holding one: `secret_arn`, `token_ttl`, `password_version`. */
const ABOUT = new Set(
  (
    "age algorithm alg allowed arn arns attempts base64encoded budget class cost count created date days description disabled " +
    "duration enabled endpoint exists expiration expires expiry expression field file fingerprint folder format from header " +
    "hours id identifier ids interval issuer key_id kid label length lifetime limit limits location manager method minutes mode " +
    "name names only parameter path period policy prefix prevention price provider ref reference region required requirements " +
    "reset rotation seconds selection size source spec status store suffix template ttl type types unit units uri url usage used uses " +
    "validity version versions window"
  ).split(" "),
);

/** First words that make it a switch or a bound: `manage_master_user_password`, `max_token`. */
const SWITCH = new Set(
  "allow change create disable enable force generate get has ignore is manage max maximum min minimum needs require requires reset rotate skip use uses validate with without".split(
    " ",
  ),
);

/** `tokens` and `secrets` are not among them: the former count, the latter refer. Also at the end of a word: `PGPASSWORD`. */
const WORD =
  /(?:passwords?|passwd|passphrase|passcode|apikeys?|(?:account|encryption|private|secret)key|credentials?|secret|token|kubeconfig|connectionstring)$|^(?:authorization|creds?|dsn|jwt|pass|pat|pgpass|psk|pwd?|pw)$/;

/** Words that say so together. */
const PAIRS = new Set([
  ...[
    "access",
    "account",
    "api",
    "app",
    "auth",
    "encryption",
    "license",
    "master",
    "preshared",
    "private",
    "secret",
    "shared",
    "signing",
    "storage",
    "webhook",
  ].flatMap((kind) => [`${kind} key`, `${kind} keys`]),
  "connection string",
  "connection strings",
  "kube config",
  "pass phrase",
]);

const HINT = "(?:pass|secret|token|key|cred|pwd|dsn|auth|kube|connection|jwt|psk|p(?:at|w)(?![a-z]))";
/** A name, or a text, without one of these names no secret. */
export const NAME_HINT = new RegExp(HINT, "i");

/** JSON in which no member is called so, nor tells such a name in its `name`, names no secret; also in JSON within it. */
export const JSON_HINT = new RegExp(
  String.raw`${HINT}[\w.-]{0,64}\\*"\s*:|"(?:parameter_?)?(?:name|key)\\*"\s*:\s*\\*"[^"\\]{0,256}?${HINT}`,
  "i",
);

const known = new Map<string, boolean>();
const MOST_KNOWN = 10_000;
/** No attribute has a longer name. */
const LONGEST_NAME = 256;

/**
 * Whether an attribute's value is to be hidden by its name: `password`, `secret_string`, `OPENAI_API_KEY`, `privateKeyPem`; not
 * `secret_arn`, `access_key_id`, `token_ttl`, `manage_master_user_password`.
 */
export function isSecretName(name: string): boolean {
  const answer = known.get(name);
  if (answer !== undefined) return answer;
  if (name.length > LONGEST_NAME) return false;
  if (known.size >= MOST_KNOWN) known.clear();
  const words = NAME_HINT.test(name) ? wordsOf(name) : [];
  const isSecret = words.length > 0 && (judge(words) || isVariableOfKey(name, words));
  known.set(name, isSecret);
  return isSecret;
}

/** Keys that a variable may have and anybody see. */
const PUBLIC_KEY = new Set(
  "bucket cache customer group hash index kms map object partition primary public range routing sort state tag".split(
    " ",
  ),
);

/** A variable of an application: `OPENAI_KEY`. An attribute of Terraform's that ends so, such as `range_key`, mostly is none. */
function isVariableOfKey(name: string, words: readonly string[]): boolean {
  if (!/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_KEY\d*$/.test(name)) return false;
  return !PUBLIC_KEY.has(words.at(-2) ?? "");
}

function judge(words: readonly string[]): boolean {
  const first = words[0] ?? "";
  const last = words.at(-1) ?? "";
  if (SWITCH.has(first) || (ABOUT.has(last) && words.length > 1)) return false;
  return words.some((word, index) => WORD.test(word) || PAIRS.has(`${words[index - 1] ?? ""} ${word}`));
}

function wordsOf(name: string): readonly string[] {
  return (
    name
      .replace(/([a-z\d])([A-Z])/g, "$1 $2")
      .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z\d]+/)
      // the second of several: `password2`
      .map((word) => word.replace(/\d+$/, ""))
      .filter((word) => word !== "")
  );
}
