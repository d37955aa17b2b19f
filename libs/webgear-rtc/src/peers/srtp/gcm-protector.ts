import { createCipheriv } from 'node:crypto';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';

const authTagLength = 16;

/** AEAD_AES_128_GCM for SRTP (RFC 7714). */
export class GcmProtector implements PacketProtector {
  private readonly iv = Buffer.alloc(12);

  /**
   * @param key session encryption key
   * @param salt session salt, 12 bytes
   */
  constructor(
    private readonly key: Buffer,
    private readonly salt: Buffer,
  ) {}

  protect(header: Buffer, payload: readonly Buffer[], packetIndex: number): Buffer {
    const { iv, salt } = this;
    // Two zero octets, SSRC, roll-over counter, sequence number; then the salt over all of it (RFC 7714, 8.1).
    iv.writeUInt16BE(0, 0);
    header.copy(iv, 2, 8, 12);
    iv.writeUIntBE(packetIndex, 6, 6);
    for (let i = 0; i < iv.length; i++) iv[i] = (iv[i] ?? 0) ^ (salt[i] ?? 0);

    const cipher = createCipheriv('aes-128-gcm', this.key, iv, { authTagLength });
    cipher.setAAD(header);
    const encrypted = payload.map((part) => cipher.update(part));
    cipher.final();
    return Buffer.concat([header, ...encrypted, cipher.getAuthTag()]);
  }
}
