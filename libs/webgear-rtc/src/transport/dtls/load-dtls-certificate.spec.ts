import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createViewerCertificate, DtlsConnection } from '../../../../../test/support/dtls-connection.js';
import { loadDtlsCertificate } from './load-dtls-certificate.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-certificate-'));
  path = join(folder, 'dtls.pem');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const faultOf = async (setting: Parameters<typeof loadDtlsCertificate>[0]): Promise<unknown> =>
  loadDtlsCertificate(setting).then(
    () => 'loaded',
    (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
  );

describe('a certificate that is kept in a file', () => {
  test('is written where it is not there, for its owner alone, and read again', async () => {
    const first = await loadDtlsCertificate(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['dtls.pem']);
    expect((await loadDtlsCertificate(path)).fingerprint).toBe(first.fingerprint);
  });

  test('is the same for all threads that look for it at once', async () => {
    const loaded = await Promise.all(Array.from({ length: 8 }, () => loadDtlsCertificate(path)));
    expect(new Set(loaded.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['dtls.pem']);
  });

  test('opens handshakes', async () => {
    const theirs = await createViewerCertificate();
    using connection = new DtlsConnection(await loadDtlsCertificate(path), theirs.fingerprint, theirs);
    expect(await connection.handshake()).toBe('connected');
  });

  test('is refused where others may read it', async () => {
    await loadDtlsCertificate(path);
    chmodSync(path, 0o640);
    expect(await faultOf(path)).toMatch(/^WGR_DTLS_CERTIFICATE_INVALID: .*0600/);
  });

  test.each([
    ['nothing', ''],
    [
      'a key alone',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
    ['a text', 'hello'],
  ])('is refused where the file has %s', async (_what, text) => {
    writeFileSync(path, text, { mode: 0o600 });
    expect(await faultOf(path)).toMatch(/^WGR_DTLS_CERTIFICATE_INVALID: .*no certificate/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('is refused where it cannot be written', async () => {
    expect(await faultOf(join(folder, 'missing', 'dtls.pem'))).toMatch(
      /^WGR_DTLS_CERTIFICATE_INVALID: .*ENOENT/,
    );
  });
});

describe('a certificate as texts', () => {
  test('is taken with its key, and refused with another', async () => {
    const [one, other] = await Promise.all([createViewerCertificate(), createViewerCertificate()]);
    const texts = { certificate: one.certificatePem, key: one.privateKeyPem };
    expect((await loadDtlsCertificate(texts)).fingerprint).toBe(one.fingerprint);
    expect(await faultOf({ ...texts, key: other.privateKeyPem })).toMatch(/not that of its certificate/);
    expect(await faultOf({ ...texts, key: 'hello' })).toMatch(/no private key/);
  });
});
