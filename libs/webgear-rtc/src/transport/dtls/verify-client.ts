import { createHash, verify, X509Certificate } from 'node:crypto';
import type { DtlsServer } from 'werift';

const certificateVerify = 15;
const clientKeyExchange = 16;
const ecdsaSecp256r1Sha256 = 0x0403;
const rsaPkcs1Sha256 = 0x0401;

/**
 * Is the other end of a finished handshake the browser that sent the offer?
 *
 * It is when its certificate has a fingerprint of the offer (RFC 8122, 5) and it has proved to hold the certificate's
 * key. werift keeps the proof, CertificateVerify, without looking at it, and a certificate alone can be copied off the
 * wire by anybody (RFC 5246, 7.4.8).
 *
 * @param usedPublicKey the client's half of the key exchange that the keys were made of
 */
export function isExpectedClient(
  server: DtlsServer,
  usedPublicKey: Buffer | undefined,
  fingerprints: readonly string[],
): boolean {
  if (server.remoteCertificate === undefined) return false;
  try {
    const certificate = new X509Certificate(server.remoteCertificate);
    return (
      fingerprintsOf(certificate).some((fingerprint) => fingerprints.includes(fingerprint)) &&
      holdsKey(server, certificate) &&
      usesSignedKeyExchange(server, usedPublicKey)
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

function holdsKey(server: DtlsServer, certificate: X509Certificate): boolean {
  const handshakes = server.dtls.sortedHandshakeCache;
  const position = handshakes.findIndex(({ msg_type }) => msg_type === certificateVerify);
  const proof = handshakes[position]?.fragment;
  if (proof === undefined) return false;
  const scheme = proof.readUInt16BE(0);
  if (scheme !== ecdsaSecp256r1Sha256 && scheme !== rsaPkcs1Sha256) return false;
  const signature = proof.subarray(4, 4 + proof.readUInt16BE(2));
  const transcript = Buffer.concat(handshakes.slice(0, position).map((handshake) => handshake.serialize()));
  return verify('sha256', transcript, certificate.publicKey, signature);
}

/**
 * werift takes a second ClientKeyExchange, and a Finished in the clear. So an attacker on the path could let the peer sign
 * its own and then put theirs in its place; the keys would be theirs.
 */
function usesSignedKeyExchange(server: DtlsServer, used: Buffer | undefined): boolean {
  const signed = server.dtls.sortedHandshakeCache.find(({ msg_type }) => msg_type === clientKeyExchange);
  return signed !== undefined && used !== undefined && signed.fragment.subarray(1).equals(used);
}
