import type { InspectedAccessUnit, InspectedFormat, StreamInspector } from './stream-inspector.interface.js';

const keyFrameHeaderBytes = 10;

/** Inspects the frames of a VP8 stream; every decoder of VP8 decodes each of them. */
export class Vp8StreamInspector implements StreamInspector {
  readonly initial: StreamInspector['initial'] = { sps: undefined, ineligibility: undefined };
  private active: InspectedFormat | undefined;

  inspect(data: Buffer): InspectedAccessUnit | undefined {
    if (data.length < 3) return undefined;
    const size = vp8KeyFrameSize(data);
    if (size !== undefined) this.active = { profile: '', levelIdc: 0, ...size };
    const keyFrame = size !== undefined;
    const ineligibility = this.active === undefined ? 'it has no key frame yet' : undefined;
    return { keyFrame, isEntryPoint: keyFrame, sps: this.active, ineligibility, data };
  }
}

/** Size of a key frame in pixels (RFC 6386, 9.1); `undefined` for any other frame. */
export function vp8KeyFrameSize(
  data: Buffer,
): { readonly width: number; readonly height: number } | undefined {
  if (data.length < keyFrameHeaderBytes || (data.readUInt8(0) & 1) !== 0) return undefined;
  if (data.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  const width = data.readUInt16LE(6) & 0x3fff;
  const height = data.readUInt16LE(8) & 0x3fff;
  return width === 0 || height === 0 ? undefined : { width, height };
}
