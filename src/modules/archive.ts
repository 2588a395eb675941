import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Construct } from "constructs";

export interface ArchiveProps {
  /** Text by name. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A zip file that synthesis writes into the stack's folder.
 *
 * Equal files make equal bytes on every machine: nothing is compressed, and there are no times in it.
 */
export class Archive extends Construct {
  /** From the stack's folder; new with each content. */
  public readonly path: string;
  /** As Lambda gives it: SHA-256, base64. */
  public readonly hash: string;
  public readonly bytes: Buffer;

  constructor(scope: Construct, id: string, props: ArchiveProps) {
    super(scope, id);
    this.bytes = zip(props.files);
    const digest = createHash("sha256").update(this.bytes);
    this.hash = digest.copy().digest("base64");
    const name = this.node.path.split("/").slice(1).join("-");
    this.path = `assets/${name}-${digest.digest("hex").slice(0, 12)}.zip`;
  }
}

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const VERSION = 20;
/** The first of January 1980, the earliest that the format knows. */
const NO_DATE = 0x21;
/** Made on Unix, an ordinary file that everybody may read: Lambda runs the code as another user. */
const MADE_BY = (3 << 8) | VERSION;
const MODE = (0o100644 << 16) >>> 0;

function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const name of Object.keys(files).sort()) {
    const content = Buffer.from(files[name] ?? "");
    const common = [
      ...short(VERSION, 0, 0, 0, NO_DATE),
      ...long(crc32(content), content.length, content.length),
      ...short(Buffer.byteLength(name), 0),
    ];
    const local = Buffer.concat([...long(SIGNATURE.local), ...common, Buffer.from(name), content]);
    entries.push(
      Buffer.concat([
        ...[...long(SIGNATURE.central), ...short(MADE_BY), ...common],
        ...[...short(0, 0, 0), ...long(MODE, offset), Buffer.from(name)],
      ]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = [
    ...[...long(SIGNATURE.end), ...short(0, 0, entries.length, entries.length)],
    ...[...long(directory.length, offset), ...short(0)],
  ];
  return Buffer.concat([...locals, directory, ...end]);
}

function short(...values: readonly number[]): Buffer[] {
  return values.map((value) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value);
    return bytes;
  });
}

function long(...values: readonly number[]): Buffer[] {
  return values.map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  });
}
