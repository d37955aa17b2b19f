import { createHash, verify, X509Certificate } from 'node:crypto';
import type { DtlsClient } from 'werift';

const serverKeyExchange = 12;
const namedCurve = 3;
/** `HashAlgorithm` (RFC 5246, 7.4.1.4.1). */
const hashes = new Map([
  [4, 'sha256'],
  [5, 'sha384'],
  [6, 'sha512'],
]);

/**
 * Is the other end of a finished handshake the server that sent the answer?
 *
 * It is when its certificate has a fingerprint of the answer (RFC 8122, 5), that certificate's key has signed the key exchange
 * (RFC 8422, 5.4), and what was signed was used. werift's client verifies none of it. With the extended master secret
 * (RFC 7627) the keys depend on all messages up to there, so that a record which decrypts proves that nothing was changed on the path.
 */
export function isExpectedServer(client: DtlsClient, fingerprints: readonly string[]): boolean {
  if (client.remoteCertificate === undefined || !client.dtls.remoteExtendedMasterSecret) return false;
  try {
    const certificate = new X509Certificate(client.remoteCertificate);
    return (
      fingerprintsOf(certificate).some((fingerprint) => fingerprints.includes(fingerprint)) &&
      hasSignedKeyExchange(client, certificate)
    );
  } catch {
    return false;
  }
}

/** SHA-256, SHA-384 and SHA-512: their lengths tell them apart. */
function fingerprintsOf({ raw, fingerprint256, fingerprint512 }: X509Certificate): string[] {
  const sha384 = createHash('sha384').update(raw).digest('hex').toUpperCase().match(/../g) ?? [];
  return [fingerprint256, sha384.join(':'), fingerprint512];
}

function hasSignedKeyExchange({ dtls, cipher }: DtlsClient, certificate: X509Certificate): boolean {
  const message = dtls.sortedHandshakeCache.find(({ msg_type }) => msg_type === serverKeyExchange)?.fragment;
  if (message === undefined || message.readUInt8(0) !== namedCurve) return false;
  const keyEnd = 4 + message.readUInt8(3);
  const used = cipher.remoteKeyPair.publicKey;
  if (used === undefined || !message.subarray(4, keyEnd).equals(used)) return false;
  const hash = hashes.get(message.readUInt8(keyEnd));
  if (hash === undefined) return false;
  const signature = message.subarray(keyEnd + 4, keyEnd + 4 + message.readUInt16BE(keyEnd + 2));
  const signed = [
    cipher.localRandom.serialize(),
    cipher.remoteRandom.serialize(),
    message.subarray(0, keyEnd),
  ];
  return verify(hash, Buffer.concat(signed), certificate.publicKey, signature);
}
