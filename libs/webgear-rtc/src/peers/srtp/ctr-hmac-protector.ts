import { createCipheriv, createHmac } from 'node:crypto';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';

const authTagBytes = 10;

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711), the profile every WebRTC implementation has. */
export class CtrHmacProtector implements PacketProtector {
  private readonly iv = Buffer.alloc(16);
  private readonly rolloverCounter = Buffer.alloc(4);

  /**
   * @param key session encryption key
   * @param authKey session authentication key
   * @param salt session salt, 14 bytes
   */
  constructor(
    private readonly key: Buffer,
    private readonly authKey: Buffer,
    private readonly salt: Buffer,
  ) {}

  protect(header: Buffer, payload: readonly Buffer[], packetIndex: number): Buffer {
    const { iv, salt } = this;
    // Four zero octets, SSRC, 48-bit index, block counter zero; then the salt over it (RFC 3711, 4.1.1).
    iv.fill(0);
    header.copy(iv, 4, 8, 12);
    iv.writeUIntBE(packetIndex, 8, 6);
    for (let i = 0; i < salt.length; i++) iv[i] = (iv[i] ?? 0) ^ (salt[i] ?? 0);

    const cipher = createCipheriv('aes-128-ctr', this.key, iv);
    const packet = Buffer.concat([header, ...payload.map((part) => cipher.update(part))]);
    // The counter is authenticated although it is never sent (RFC 3711, 4.2).
    this.rolloverCounter.writeUInt32BE(Math.floor(packetIndex / 0x10000));
    const tag = createHmac('sha1', this.authKey).update(packet).update(this.rolloverCounter).digest();
    return Buffer.concat([packet, tag.subarray(0, authTagBytes)]);
  }
}
