import type { GsoBatch } from '../../media/packetized-frame.js';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
import type { CtrHmac } from './ctr-hmac.js';
import { ctrHmacTagBytes } from './ctr-hmac.js';

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711), the profile every WebRTC implementation has. */
export class CtrHmacProtector implements PacketProtector {
  readonly cipher = 'node';
  readonly tagBytes = ctrHmacTagBytes;

  constructor(private readonly ctrHmac: CtrHmac) {}

  protect(packets: Buffer, headerBytes: number, batch: GsoBatch, firstIndex: number): void {
    let start = 0;
    let index = firstIndex;
    for (const payload of batch.payloads) {
      const end = start + headerBytes + payload.length;
      const cipher = this.ctrHmac.cipherOf(packets, start, index);
      packets.set(cipher.update(payload), start + headerBytes);
      this.ctrHmac.digestOf(packets.subarray(start, end), index).copy(packets, end, 0, ctrHmacTagBytes);
      start = end + ctrHmacTagBytes;
      index++;
    }
  }

  close(): void {
    // The keys go with this object.
  }
}
