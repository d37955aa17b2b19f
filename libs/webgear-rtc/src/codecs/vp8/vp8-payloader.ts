import { randomInt } from 'node:crypto';
import { equalParts, maxPayloadBytes, type Payloader } from '../payloader.js';

const descriptorBytes = 4;
const extendedControlBits = 0x80;
const startOfPartition = 0x10;
const pictureIdPresent = 0x80;

/** VP8 with a 15-bit PictureID that grows by one per frame (RFC 7741, 4.2). */
export class Vp8Payloader implements Payloader {
  private pictureId = randomInt(0x8000);

  payload(data: Buffer): Buffer[] {
    let offset = 0;
    const payloads = equalParts(data.length, maxPayloadBytes - descriptorBytes).map((length, index) => {
      const payload = Buffer.allocUnsafe(descriptorBytes + length);
      payload[0] = extendedControlBits | (index === 0 ? startOfPartition : 0);
      payload[1] = pictureIdPresent;
      payload.writeUInt16BE(0x8000 | this.pictureId, 2);
      data.copy(payload, descriptorBytes, offset, offset + length);
      offset += length;
      return payload;
    });
    this.pictureId = (this.pictureId + 1) & 0x7fff;
    return payloads;
  }
}
