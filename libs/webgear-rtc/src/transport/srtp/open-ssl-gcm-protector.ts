import type { AesGcmContext } from '../native/aes-gcm-context.js';
import type { NativeMemory } from '../native/native-memory.js';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
import type { GsoBatch } from '../../media/packetized-frame.js';
import { GcmInitializationVector, gcmTagBytes } from './gcm-initialization-vector.js';

/** AEAD_AES_128_GCM for SRTP (RFC 7714), by OpenSSL called directly. */
export class OpenSslGcmProtector implements PacketProtector {
  readonly cipher = 'openssl-ffi';
  readonly tagBytes = gcmTagBytes;
  private readonly iv: GcmInitializationVector;

  /**
   * @param context holds the session encryption key; this object closes it
   * @param salt session salt, 12 bytes
   * @param fallback protects what OpenSSL refuses, under the same key
   */
  constructor(
    private readonly context: AesGcmContext,
    private readonly addresses: NativeMemory,
    salt: Buffer,
    private readonly fallback: PacketProtector,
  ) {
    this.iv = new GcmInitializationVector(salt, context.iv);
  }

  protect(packets: Buffer, headerBytes: number, batch: GsoBatch, firstIndex: number): void {
    this.iv.forStream(packets);
    let packet = this.addresses.addressOf(packets);
    let plain = this.addresses.addressOf(batch.bytes);
    let index = firstIndex;
    for (let left = batch.bytes.length; left > 0; left -= batch.payloadBytes) {
      const plainBytes = Math.min(left, batch.payloadBytes);
      this.iv.forPacket(index++);
      if (!this.context.seal(packet, headerBytes, plain, plainBytes)) {
        return this.fallback.protect(packets, headerBytes, batch, firstIndex);
      }
      packet += headerBytes + plainBytes + gcmTagBytes;
      plain += plainBytes;
    }
  }

  close(): void {
    this.context.close();
    this.fallback.close();
  }
}
