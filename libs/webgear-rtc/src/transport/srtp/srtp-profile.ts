/** SRTP protection profiles by their DTLS-SRTP number (RFC 5764, 4.1.2; RFC 7714, 14.2). */
export const SrtpProfile = {
  Aes128CmHmacSha1With80BitTag: 0x0001,
  AeadAes128Gcm: 0x0007,
} as const;

/** One of {@link SrtpProfile}. */
export type SrtpProfile = (typeof SrtpProfile)[keyof typeof SrtpProfile];

/** Lengths of the master key and salt a profile takes out of the DTLS handshake, in bytes. */
export const masterKeyBytes = 16;
/** See {@link masterKeyBytes}. */
export function masterSaltBytes(profile: SrtpProfile): number {
  return profile === SrtpProfile.AeadAes128Gcm ? 12 : 14;
}

/** Length of the session key of HMAC-SHA1, in bytes (RFC 3711, 8.2). */
export const authKeyBytes = 20;

/** Keys of one direction, as the DTLS handshake exports them. */
export interface SrtpMasterKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}
