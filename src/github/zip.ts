import { buffer } from "node:stream/consumers";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { GitHubError } from "./errors";

/** What is read of an archive that somebody else made. */
export interface ZipLimits {
  /** Largest size in bytes of each entry that is read, by its name. Others are not looked at. */
  readonly entries: Readonly<Record<string, number>>;
  /** @default 1_000 */
  readonly mostEntries?: number;
}

/**
 * Reads named entries into memory; nothing is written anywhere, so that a path in an archive means nothing.
 *
 * What an entry says of its size is checked before it is unpacked, and what comes out of it while it is.
 *
 * @returns those that are there
 * @throws GitHubError for what is no archive, is larger than it may be, or says something twice
 */
export async function readZip(
  bytes: Buffer,
  { entries: wanted, mostEntries = 1_000 }: ZipLimits,
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  try {
    const zip = await fromBufferPromise(bytes, { strictFileNames: true, validateEntrySizes: true });
    if (zip.entryCount > mostEntries)
      throw new GitHubError(`The archive holds more than ${mostEntries} entries.`);
    for await (const entry of zip.eachEntry()) {
      const limit = Object.hasOwn(wanted, entry.fileName) ? wanted[entry.fileName] : undefined;
      if (limit === undefined) continue;
      if (found.has(entry.fileName)) throw new GitHubError(`The archive holds ${entry.fileName} twice.`);
      found.set(entry.fileName, await unpack(zip, entry, limit));
    }
    return found;
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    throw new GitHubError("The archive cannot be read.", { cause: error });
  }
}

/** What comes out of it is as long as the entry says, or an error of the library's. */
async function unpack(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> {
  if (entry.uncompressedSize > limit) {
    throw new GitHubError(`${entry.fileName} is larger than ${limit} bytes.`);
  }
  return buffer(await zip.openReadStreamPromise(entry));
}
