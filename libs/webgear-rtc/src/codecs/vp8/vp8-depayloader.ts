import { vp8KeyFrameSize } from '../../bitstream/vp8-stream-inspector.js';
import type { DepayloadedFrame, Depayloader } from '../payloader.js';

const extension = 0x80;
const startOfPartition = 0x10;
const partition = 0x07;
const pictureIdPresent = 0x80;
const layerIndexPresent = 0x40;
/** T and K: either has a byte for both. */
const layerPresent = 0x30;
const longPictureId = 0x80;

/** VP8 (RFC 7741, 4.2). */
export class Vp8Depayloader implements Depayloader {
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const [head = 0] = payloads[0] ?? [];
    if ((head & startOfPartition) === 0 || (head & partition) !== 0) return undefined;
    const parts: Buffer[] = [];
    for (const payload of payloads) {
      const bytes = descriptorBytes(payload);
      if (bytes >= payload.length) return undefined;
      parts.push(payload.subarray(bytes));
    }
    const data = Buffer.concat(parts);
    return { keyFrame: vp8KeyFrameSize(data) !== undefined, data };
  }
}

function descriptorBytes(payload: Buffer): number {
  const [first = 0, second = 0, third = 0] = payload;
  if ((first & extension) === 0) return 1;
  const pictureIdBytes = (second & pictureIdPresent) === 0 ? 0 : (third & longPictureId) === 0 ? 1 : 2;
  return (
    2 +
    pictureIdBytes +
    ((second & layerIndexPresent) === 0 ? 0 : 1) +
    ((second & layerPresent) === 0 ? 0 : 1)
  );
}
