import { NalUnitType, nalUnitType, splitAnnexB } from '../../bitstream/annex-b.js';
import { isParameterSet, joinAnnexB } from '../../bitstream/h264-parameter-sets.js';
import { parseH264Sps, type H264Sps } from '../../bitstream/h264-sps.js';
import { H265NalUnitType, h265NalUnitType } from '../../bitstream/h265-nal-units.js';
import { parseH265Sps, type H265Sps } from '../../bitstream/h265-sps.js';
import { unknownPixelShape } from '../../bitstream/pixel-shape.js';
import { vp8KeyFrameSize } from '../../bitstream/vp8-stream-inspector.js';
import { parseVp9Header } from '../../bitstream/vp9-header.js';
import type { VideoTrackDescription } from '../../ffmpeg/relay/described-track.js';
import type { VideoCodec } from '../../media/encoded-frame.js';

/** What a stream states of itself; its frame rate is that of its VUI. */
export type VideoShape = Pick<
  VideoTrackDescription,
  'width' | 'height' | 'pixelShape' | 'framerate' | 'reorderFrames' | 'extradata'
>;

/**
 * What a key frame, or parameter sets in Annex B, state of a stream.
 *
 * @returns `undefined` where something is missing that decoding needs
 */
export function videoShapeOf(codec: VideoCodec, data: Buffer): VideoShape | undefined {
  switch (codec) {
    case 'h264':
      return h264Shape(data);
    case 'h265':
      return h265Shape(data);
    case 'vp8':
      return sizeAlone(vp8KeyFrameSize(data));
    case 'vp9':
      return sizeAlone(parseVp9Header(data));
    case 'av1':
      return undefined;
  }
}

function h264Shape(data: Buffer): VideoShape | undefined {
  const sets = splitAnnexB(data).filter(isParameterSet);
  const types = sets.map(nalUnitType);
  const sps = sets[types.indexOf(NalUnitType.Sps)];
  const parsed = sps && parseH264Sps(sps);
  if (parsed === undefined || !types.includes(NalUnitType.Pps) || parsed.width === 0) return undefined;
  return shapeBy(parsed, sets);
}

function h265Shape(data: Buffer): VideoShape | undefined {
  const sets = splitAnnexB(data).filter((unit) => {
    const type = h265NalUnitType(unit);
    return type >= H265NalUnitType.Vps && type <= H265NalUnitType.Pps;
  });
  const types = sets.map(h265NalUnitType);
  const sps = sets[types.indexOf(H265NalUnitType.Sps)];
  const parsed = sps && parseH265Sps(sps);
  if (parsed === undefined || !types.includes(H265NalUnitType.Pps)) return undefined;
  return shapeBy(parsed, sets);
}

function shapeBy(sps: H264Sps | H265Sps, sets: readonly Buffer[]): VideoShape {
  const { width, height, pixelShape, framerate, maxReorderFrames = 0 } = sps;
  const extradata = joinAnnexB(sets);
  return { width, height, pixelShape, framerate, reorderFrames: maxReorderFrames, extradata };
}

function sizeAlone(
  size: { readonly width?: number; readonly height?: number } | undefined,
): VideoShape | undefined {
  const { width = 0, height = 0 } = size ?? {};
  if (width === 0 || height === 0) return undefined;
  return {
    width,
    height,
    pixelShape: unknownPixelShape,
    framerate: undefined,
    reorderFrames: 0,
    extradata: Buffer.alloc(0),
  };
}
