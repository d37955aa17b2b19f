import { X509Certificate } from 'node:crypto';
import { RTCDtlsTransport } from 'werift';

/** The certificate this process shows to its viewers. */
export interface DtlsCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** werift's name of the signature and hash it was signed with. */
  readonly signatureHash: Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>['signatureHash'];
  /** SHA-256, upper case with colons, as SDP writes it (RFC 8122, 5). */
  readonly fingerprint: string;
}

/** One ECDSA P-256 certificate for each process: making one costs more than a handshake (RFC 8827, 6.5). */
export async function createDtlsCertificate(): Promise<DtlsCertificate> {
  const { certPem, privateKey, signatureHash } = await RTCDtlsTransport.SetupCertificate();
  return {
    certificatePem: certPem,
    privateKeyPem: privateKey,
    signatureHash,
    fingerprint: new X509Certificate(certPem).fingerprint256,
  };
}
