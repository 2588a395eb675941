import { Decrypter, Encrypter } from "age-encryption";
import { GitHubError } from "../errors";

/**
 * Encrypts for everybody who holds one of the identities.
 *
 * @param recipients `age1...`, separated by spaces, commas or line breaks; they are public
 */
export async function encrypt(plain: Uint8Array, recipients: string): Promise<Buffer> {
  const list = recipients.split(/[\s,]+/).filter((each) => each !== "");
  if (list.length === 0) {
    throw new GitHubError("There is no recipient to encrypt the plan for.", {
      remedy: "Set the repository's variable PLAN_RECIPIENT to what `age-keygen` calls the public key.",
    });
  }
  const encrypter = new Encrypter();
  for (const each of list) {
    try {
      encrypter.addRecipient(each);
    } catch {
      // not the cause: it may be an identity that was put into the wrong place
      const remedy =
        "A recipient begins with age1; what begins with AGE-SECRET-KEY-1 is secret, and belongs elsewhere.";
      throw new GitHubError("A recipient of the plan is none of age's.", { remedy });
    }
  }
  return Buffer.from(await encrypter.encrypt(plain));
}

/**
 * @param identities `AGE-SECRET-KEY-1...`, separated by spaces or line breaks; comments as `age-keygen` writes them are skipped
 * @throws GitHubError that never shows an identity
 */
export async function decrypt(encrypted: Uint8Array, identities: string): Promise<Buffer> {
  const decrypter = new Decrypter();
  const list = identities
    .replace(/^\s*#.*$/gm, "")
    .split(/\s+/)
    .filter((each) => each !== "");
  const remedy = "PLAN_IDENTITY is a secret of the GitHub environment, and belongs to PLAN_RECIPIENT.";
  if (list.length === 0) throw new GitHubError("There is no identity to decrypt the plan with.", { remedy });
  for (const each of list) {
    try {
      decrypter.addIdentity(each);
    } catch {
      throw new GitHubError("The identity to decrypt the plan with is none of age's.", { remedy });
    }
  }
  try {
    return Buffer.from(await decrypter.decrypt(encrypted));
  } catch {
    throw new GitHubError("The plan cannot be decrypted: it is for another identity, or was changed.", {
      remedy,
    });
  }
}
