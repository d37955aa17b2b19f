import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
import type { GsoBatch } from '../../media/packetized-frame.js';
import { GcmInitializationVector, gcmTagBytes } from './gcm-initialization-vector.js';

/** AEAD_AES_128_GCM for SRTP (RFC 7714), with nothing but Node's own crypto. */
export class GcmProtector implements PacketProtector {
  readonly cipher = 'node';
  readonly tagBytes = gcmTagBytes;
  // As an object: newer versions of Node make one out of the bytes for each cipher, which costs more than the cipher.
  private readonly key: KeyObject;
  private readonly iv: GcmInitializationVector;
  private header = Buffer.alloc(0);

  /**
   * @param key session encryption key
   * @param salt session salt, 12 bytes
   */
  constructor(key: Buffer, salt: Buffer) {
    this.key = createSecretKey(key);
    this.iv = new GcmInitializationVector(salt);
  }

  protect(packets: Buffer, headerBytes: number, batch: GsoBatch, firstIndex: number): void {
    this.iv.forStream(packets);
    if (this.header.length !== headerBytes) this.header = Buffer.alloc(headerBytes);
    let offset = 0;
    let index = firstIndex;
    for (const payload of batch.payloads) {
      this.iv.forPacket(index++);
      const cipher = createCipheriv('aes-128-gcm', this.key, this.iv.bytes);
      // Copied, because a view of a dozen bytes costs more to make than they do to copy.
      for (let at = 0; at < headerBytes; at++) this.header[at] = packets[offset + at] ?? 0;
      cipher.setAAD(this.header);
      offset += headerBytes;
      packets.set(cipher.update(payload), offset);
      offset += payload.length;
      cipher.final();
      packets.set(cipher.getAuthTag(), offset);
      offset += gcmTagBytes;
    }
  }

  close(): void {
    // The key goes with this object.
  }
}
