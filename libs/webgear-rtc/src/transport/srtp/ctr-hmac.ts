import { createCipheriv, createHmac, createSecretKey, type Cipher, type KeyObject } from 'node:crypto';

/** Length of the authentication tag of AES_CM_128_HMAC_SHA1_80, in bytes. */
export const ctrHmacTagBytes = 10;

/** The cipher and the authentication of AES_CM_128_HMAC_SHA1_80 with one sender's session keys (RFC 3711, 4). */
export class CtrHmac {
  private readonly key: KeyObject;
  private readonly authKey: KeyObject;
  private readonly iv = Buffer.alloc(16);
  private readonly rolloverCounter = Buffer.alloc(4);

  /**
   * @param key session encryption key
   * @param authKey session authentication key
   * @param salt session salt, 14 bytes
   */
  constructor(
    key: Buffer,
    authKey: Buffer,
    private readonly salt: Buffer,
  ) {
    this.key = createSecretKey(key);
    this.authKey = createSecretKey(authKey);
  }

  /** The key stream of the packet that begins at `start`; encryption and decryption are the same. */
  cipherOf(packets: Buffer, start: number, index: number): Cipher {
    const { iv, salt } = this;
    // Four zero octets, SSRC, 48-bit index, block counter zero; then the salt over it (RFC 3711, 4.1.1).
    iv.fill(0);
    packets.copy(iv, 4, start + 8, start + 12);
    iv.writeUIntBE(index, 8, 6);
    for (let at = 0; at < salt.length; at++) iv[at] = (iv[at] ?? 0) ^ (salt[at] ?? 0);
    return createCipheriv('aes-128-ctr', this.key, iv);
  }

  /** The digest of a packet without its tag, of which the first {@link ctrHmacTagBytes} are sent. */
  digestOf(packet: Buffer, index: number): Buffer {
    // The counter is authenticated although it is never sent (RFC 3711, 4.2).
    this.rolloverCounter.writeUInt32BE(Math.floor(index / 0x10000));
    return createHmac('sha1', this.authKey).update(packet).update(this.rolloverCounter).digest();
  }
}
