import type { CodecParameters } from 'node-av/lib';
import { Av1StreamInspector } from '../../bitstream/av1-stream-inspector.js';
import { H264StreamInspector } from '../../bitstream/h264-stream-inspector.js';
import { H265StreamInspector } from '../../bitstream/h265-stream-inspector.js';
import type { StreamInspector } from '../../bitstream/stream-inspector.interface.js';
import { Vp9StreamInspector } from '../../bitstream/vp9-stream-inspector.js';
import type { VideoCodec } from '../../media/encoded-frame.js';
import type { NodeAv } from '../load-node-av.js';

/** A codec that can be passed through. */
export type PassthroughCodec = Exclude<VideoCodec, 'vp8'>;

type CodecId = CodecParameters['codecId'];

/** FFmpeg's number of a codec. */
export function codecIdOf(av: NodeAv, codec: VideoCodec): CodecId {
  const ids: Readonly<Record<VideoCodec, CodecId>> = {
    h264: av.AV_CODEC_ID_H264,
    vp8: av.AV_CODEC_ID_VP8,
    vp9: av.AV_CODEC_ID_VP9,
    av1: av.AV_CODEC_ID_AV1,
    h265: av.AV_CODEC_ID_HEVC,
  };
  return ids[codec];
}

/** The codec that FFmpeg's number stands for; `undefined` for one that is never passed through. */
export function passthroughCodecOf(av: NodeAv, codecId: CodecId): PassthroughCodec | undefined {
  return (['h264', 'vp9', 'av1', 'h265'] as const).find((codec) => codecIdOf(av, codec) === codecId);
}

/** The filter that brings packets of any container into the form that payloaders take; the last leaves them as they are. */
export const packetFilters = {
  h264: 'h264_mp4toannexb',
  h265: 'hevc_mp4toannexb',
  vp9: 'null',
  av1: 'null',
} as const satisfies Record<PassthroughCodec, string>;

/** @param extradata of the container, after the filter */
export function inspectorOf(
  codec: PassthroughCodec,
  { width, height, profile, videoDelay }: CodecParameters,
  extradata: Buffer,
): StreamInspector {
  switch (codec) {
    case 'h264':
      return new H264StreamInspector(extradata, videoDelay > 0);
    case 'h265':
      return new H265StreamInspector(extradata, videoDelay > 0);
    case 'vp9':
      return new Vp9StreamInspector({ width, height }, Math.max(0, profile));
    case 'av1':
      return new Av1StreamInspector({ width, height }, extradata);
  }
}
