import { X509Certificate } from 'node:crypto';
import { RTCDtlsTransport } from 'werift';

/** The certificate this process shows to its viewers. */
export interface DtlsCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** What it was signed with, by the numbers of TLS (RFC 5246, 7.4.1.4.1): SHA-256, and RSA or ECDSA. */
  readonly signatureHash: { readonly hash: 4; readonly signature: 1 | 3 };
  /** SHA-256, upper case with colons, as SDP writes it (RFC 8122, 5). */
  readonly fingerprint: string;
}

/** One ECDSA P-256 certificate for each process: making one costs more than a handshake (RFC 8827, 6.5). */
export async function createDtlsCertificate(): Promise<DtlsCertificate> {
  const { certPem, privateKey } = await RTCDtlsTransport.SetupCertificate();
  return {
    certificatePem: certPem,
    privateKeyPem: privateKey,
    signatureHash: { hash: 4, signature: 3 },
    fingerprint: new X509Certificate(certPem).fingerprint256,
  };
}
