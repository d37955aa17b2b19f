import { randomInt } from 'node:crypto';
import { parseVp9Header } from '../../bitstream/vp9-header.js';
import { equalParts, maxPayloadBytes, type Payloader } from '../payloader.js';

const descriptorBytes = 3;
const pictureIdPresent = 0x80;
const interPredicted = 0x40;
const frameStart = 0x08;
const frameEnd = 0x04;
const structurePresent = 0x02;
const longPictureId = 0x8000;

// One spatial layer, its size follows (Y), and so do the frames of its structure (G).
const structureHeader = 0x18;
/** One frame: it is of temporal layer 0 and refers to one other, which is the one before. */
const structureFrames = [1, 0x04, 1] as const;
const structureBytes = 1 + 4 + structureFrames.length;

/** VP9 in one layer, non-flexible mode, with a 15-bit PictureID that grows by one per frame (RFC 9628, 4.2). */
export class Vp9Payloader implements Payloader {
  private pictureId = randomInt(0x8000);

  payload(data: Buffer): Buffer[] {
    const header = parseVp9Header(data);
    const isKeyFrame = header?.keyFrame === true;
    // The structure stands in the first packet only. It is counted as if it were part of the frame, so that all packets but
    // the last have one length, which a batch needs.
    const structure = isKeyFrame ? structureOf(header.width ?? 0, header.height ?? 0) : undefined;
    const bytes = structure === undefined ? data : Buffer.concat([structure, data]);
    const lengths = equalParts(bytes.length, maxPayloadBytes - descriptorBytes);
    let offset = 0;
    const payloads = lengths.map((length, index) => {
      const payload = Buffer.allocUnsafe(descriptorBytes + length);
      const isFirst = index === 0;
      payload[0] =
        pictureIdPresent |
        (isKeyFrame ? 0 : interPredicted) |
        (isFirst ? frameStart : 0) |
        (index === lengths.length - 1 ? frameEnd : 0) |
        (isFirst && structure !== undefined ? structurePresent : 0);
      payload.writeUInt16BE(longPictureId | this.pictureId, 1);
      bytes.copy(payload, descriptorBytes, offset, offset + length);
      offset += length;
      return payload;
    });
    this.pictureId = (this.pictureId + 1) & 0x7fff;
    return payloads;
  }
}

/** Scalability structure (RFC 9628, 4.2.1): receivers read the size of the frames from it. */
function structureOf(width: number, height: number): Buffer {
  const structure = Buffer.allocUnsafe(structureBytes);
  structure[0] = structureHeader;
  structure.writeUInt16BE(width & 0xffff, 1);
  structure.writeUInt16BE(height & 0xffff, 3);
  structure.set(structureFrames, 5);
  return structure;
}
