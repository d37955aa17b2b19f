import { splitAnnexB } from '../../bitstream/annex-b.js';
import { h264ProfileOf, isParameterSet, joinAnnexB } from '../../bitstream/h264-parameter-sets.js';
import { H265NalUnitType, h265NalUnitType } from '../../bitstream/h265-nal-units.js';
import type { EncodedFrame, VideoCodec } from '../../media/encoded-frame.js';

/** File formats that are written. */
export type MuxedContainer = 'mp4' | 'webm';

/** WebM is the container of VP8, which MP4 has no place for, and of VP9. */
export function containerOf(codec: VideoCodec): MuxedContainer {
  return codec === 'vp8' || codec === 'vp9' ? 'webm' : 'mp4';
}

/**
 * What a container stores of a codec besides its frames, taken from a key frame: parameter sets, or the sequence header of
 * AV1. FFmpeg brings them into the form of the container.
 */
export function extradataOf({ codec, data }: EncodedFrame): Buffer {
  if (codec === 'h264') return joinAnnexB(splitAnnexB(data).filter(isParameterSet));
  if (codec === 'h265') return joinAnnexB(splitAnnexB(data).filter(isH265ParameterSet));
  return codec === 'av1' ? data : Buffer.alloc(0);
}

/**
 * What of a key frame may not change within a file: codec, size and, of H.264, the profile. Players take the rest of the parameter
 * sets from the key frames: encoders change the level and the timing with their rate, and browsers number the sets again in each.
 */
export function formOf(keyFrame: EncodedFrame): string {
  const { codec, width, height, data } = keyFrame;
  return [codec, width, height, codec === 'h264' ? h264ProfileOf(data)?.profile : ''].join(' ');
}

function isH265ParameterSet(nalUnit: Buffer): boolean {
  const type = h265NalUnitType(nalUnit);
  return type >= H265NalUnitType.Vps && type <= H265NalUnitType.Pps;
}

/** The identification header of Opus in a container (RFC 7845, 5.1), without a pre-skip: a recording begins in mid-stream. */
export function opusHeader(channels: 1 | 2): Buffer {
  const header = Buffer.alloc(19);
  header.write('OpusHead', 'latin1');
  header.writeUInt8(1, 8);
  header.writeUInt8(channels, 9);
  header.writeUInt32LE(48_000, 12);
  return header;
}
