import { parseVp9Header } from '../../bitstream/vp9-header.js';
import type { DepayloadedFrame, Depayloader } from '../payloader.js';

const pictureIdPresent = 0x80;
const interPredicted = 0x40;
const layersPresent = 0x20;
const flexible = 0x10;
const frameStart = 0x08;
const structurePresent = 0x02;
const longPictureId = 0x80;

/** The descriptor in front of a payload. */
interface Descriptor {
  readonly bytes: number;
  readonly spatialLayer: number;
  readonly isStart: boolean;
}

/**
 * VP9 (RFC 9628, 4.2). Of several spatial layers the lowest is taken, which is decodable without the others.
 */
export class Vp9Depayloader implements Depayloader {
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const parts: Buffer[] = [];
    for (const payload of payloads) {
      const descriptor = readDescriptor(payload);
      if (descriptor === undefined || descriptor.bytes >= payload.length) return undefined;
      if (descriptor.spatialLayer > 0) continue;
      if (descriptor.isStart !== (parts.length === 0)) return undefined;
      parts.push(payload.subarray(descriptor.bytes));
    }
    if (parts.length === 0) return undefined;
    const data = Buffer.concat(parts);
    return { keyFrame: parseVp9Header(data)?.keyFrame === true, data };
  }
}

/** Most references of a frame in flexible mode. */
const maxReferences = 3;

function readDescriptor(payload: Buffer): Descriptor | undefined {
  const first = payload[0] ?? 0;
  const isFlexible = (first & flexible) !== 0;
  let bytes = 1;
  if ((first & pictureIdPresent) !== 0) bytes += ((payload[bytes] ?? 0) & longPictureId) === 0 ? 1 : 2;
  let spatialLayer = 0;
  if ((first & layersPresent) !== 0) {
    spatialLayer = ((payload[bytes] ?? 0) >> 1) & 0x07;
    // TL0PICIDX follows in non-flexible mode.
    bytes += isFlexible ? 1 : 2;
  }
  if (isFlexible && (first & interPredicted) !== 0) {
    for (let reference = 0; reference < maxReferences; reference++) {
      if (((payload[bytes++] ?? 0) & 1) === 0) break;
    }
  }
  if ((first & structurePresent) !== 0) bytes = behindStructure(payload, bytes);
  return { bytes, spatialLayer, isStart: (first & frameStart) !== 0 };
}

/** Where the scalability structure ends (RFC 9628, 4.2.1). */
function behindStructure(payload: Buffer, start: number): number {
  const header = payload[start] ?? 0;
  let at = start + 1;
  if ((header & 0x10) !== 0) at += 4 * ((header >> 5) + 1);
  if ((header & 0x08) === 0) return at;
  const frames = payload[at++] ?? 0;
  for (let frame = 0; frame < frames && at < payload.length; frame++)
    at += 1 + (((payload[at] ?? 0) >> 2) & 3);
  return at;
}
