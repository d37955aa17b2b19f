import { createPrivateKey, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { HashAlgorithm, SignatureAlgorithm } from 'werift';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { DtlsCertificateSetting } from '../../options/dtls-certificate.js';
import { createDtlsCertificate, type DtlsCertificate } from './dtls-certificate.js';

const othersMayRead = 0o077;
const privateMode = 0o600;

/**
 * The certificate that the option `dtlsCertificate` names; a new one where it names none.
 *
 * A file that is not there is written, so that the next start finds the same. What several threads do at once is safe: the
 * file appears whole, and the first wins.
 *
 * @throws WebGearRtcError `WGR_DTLS_CERTIFICATE_INVALID`
 */
export async function loadDtlsCertificate(setting?: DtlsCertificateSetting): Promise<DtlsCertificate> {
  if (setting === undefined) return createDtlsCertificate();
  if (typeof setting !== 'string') return toCertificate(setting.certificate, setting.key, 'dtlsCertificate');
  const pem = (await readPrivate(setting)) ?? (await create(setting));
  return toCertificate(pem, pem, setting);
}

/** @returns `undefined` where there is no file */
async function readPrivate(path: string): Promise<string | undefined> {
  try {
    // Windows has no such modes, and says that all may read every file.
    const isOpen = process.platform !== 'win32' && ((await stat(path)).mode & othersMayRead) !== 0;
    if (isOpen) throw invalid(path, 'other users may read its private key; set its mode to 0600');
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error instanceof WebGearRtcError ? error : invalid(path, reasonOf(error));
  }
}

async function create(path: string): Promise<string> {
  const { certificatePem, privateKeyPem } = await createDtlsCertificate();
  const pem = `${privateKeyPem.trimEnd()}\n${certificatePem.trimEnd()}\n`;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, pem, { mode: privateMode, flag: 'wx' });
    try {
      // Unlike a rename it fails where another thread was first.
      await link(draft, path);
      return pem;
    } finally {
      await unlink(draft);
    }
  } catch (error) {
    const byAnother =
      (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readPrivate(path) : undefined;
    if (byAnother !== undefined) return byAnother;
    throw invalid(path, `it cannot be written: ${reasonOf(error)}`);
  }
}

function toCertificate(certificatePem: string, keyPem: string, name: string): DtlsCertificate {
  let certificate: X509Certificate;
  let key: KeyObject;
  try {
    certificate = new X509Certificate(certificatePem);
  } catch {
    throw invalid(name, 'it has no certificate in PEM form');
  }
  try {
    key = createPrivateKey(keyPem);
  } catch {
    throw invalid(name, 'it has no private key in PEM form, or one with a passphrase');
  }
  if (!certificate.checkPrivateKey(key))
    throw invalid(name, 'its private key is not that of its certificate');
  return {
    certificatePem: certificate.toString(),
    privateKeyPem: String(key.export({ type: 'pkcs8', format: 'pem' })),
    signatureHash: { signature: signatureOf(key, name), hash: HashAlgorithm.sha256_4 },
    fingerprint: certificate.fingerprint256,
  };
}

/** Those that all browsers verify (RFC 8827, 6.5). */
function signatureOf(
  { asymmetricKeyType, asymmetricKeyDetails }: KeyObject,
  name: string,
): DtlsCertificate['signatureHash']['signature'] {
  if (asymmetricKeyType === 'rsa') return SignatureAlgorithm.rsa_1;
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') {
    return SignatureAlgorithm.ecdsa_3;
  }
  throw invalid(
    name,
    `its key is ${asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType}, not P-256 or RSA`,
  );
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function invalid(source: string, reason: string): WebGearRtcError<'WGR_DTLS_CERTIFICATE_INVALID'> {
  return new WebGearRtcError('WGR_DTLS_CERTIFICATE_INVALID', { source, reason });
}
