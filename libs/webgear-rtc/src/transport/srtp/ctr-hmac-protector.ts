import { createCipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
import type { GsoBatch } from '../../media/packetized-frame.js';

const authTagBytes = 10;

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711), the profile every WebRTC implementation has. */
export class CtrHmacProtector implements PacketProtector {
  readonly cipher = 'node';
  readonly tagBytes = authTagBytes;
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

  protect(packets: Buffer, headerBytes: number, batch: GsoBatch, firstIndex: number): void {
    let start = 0;
    let index = firstIndex;
    for (const payload of batch.payloads) {
      this.protectPacket(packets, start, headerBytes, payload, index++);
      start += headerBytes + payload.length + authTagBytes;
    }
  }

  close(): void {
    // The keys go with this object.
  }

  private protectPacket(
    packets: Buffer,
    start: number,
    headerBytes: number,
    payload: Buffer,
    index: number,
  ): void {
    const { iv, salt } = this;
    // Four zero octets, SSRC, 48-bit index, block counter zero; then the salt over it (RFC 3711, 4.1.1).
    iv.fill(0);
    packets.copy(iv, 4, start + 8, start + 12);
    iv.writeUIntBE(index, 8, 6);
    for (let i = 0; i < salt.length; i++) iv[i] = (iv[i] ?? 0) ^ (salt[i] ?? 0);

    const cipher = createCipheriv('aes-128-ctr', this.key, iv);
    packets.set(cipher.update(payload), start + headerBytes);
    const end = start + headerBytes + payload.length;
    // The counter is authenticated although it is never sent (RFC 3711, 4.2).
    this.rolloverCounter.writeUInt32BE(Math.floor(index / 0x10000));
    const hmac = createHmac('sha1', this.authKey).update(packets.subarray(start, end));
    hmac.update(this.rolloverCounter).digest().copy(packets, end, 0, authTagBytes);
  }
}
