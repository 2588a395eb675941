import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** In PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Name that it is made for, or `IP:127.0.0.1`. */
  readonly host: string;
  /** From now; negative: it has expired. @default 1 */
  readonly days?: number;
}

/** Signs certificates, as Amazon does for RDS. Its files end with it. */
export class CertificateAuthority {
  private constructor(private readonly folder: string) {}

  static async create(name: string): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(mkdtempSync(join(tmpdir(), "authority-")));
    const { file } = authority;
    const [key, certificate] = [file("ca.key"), file("ca.pem")];
    await openssl("req", "-x509", ...NEW_KEY, key, "-out", certificate, "-days", "1", "-subj", `/CN=${name}`);
    return authority;
  }

  /** File of its own certificate. */
  get certificateFile(): string {
    return this.file("ca.pem");
  }

  async issue({ host, days = 1 }: CertificateOptions): Promise<ServerCertificate> {
    const { file } = this;
    const [key, request, certificate] = [file("server.key"), file("server.csr"), file("server.pem")];
    const extensions = file("extensions");
    writeFileSync(extensions, `subjectAltName=${host.startsWith("IP:") ? host : `DNS:${host}`}\n`);
    await openssl("req", ...NEW_KEY, key, "-out", request, "-subj", "/CN=database");
    const signer = ["-CA", this.certificateFile, "-CAkey", this.file("ca.key"), "-CAcreateserial"];
    const validity = ["-days", String(days), "-extfile", extensions];
    await openssl("x509", "-req", "-in", request, ...signer, ...validity, "-out", certificate);
    return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly file = (name: string) => join(this.folder, name);
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout"];

async function openssl(...args: readonly string[]): Promise<void> {
  await promisify(execFile)("openssl", args);
}
