import type { VideoCodec } from '../media/encoded-frame.js';
import type { CodecDescriptor } from './codec-descriptor.js';
import { av1Codec } from './av1/av1-codec.js';
import { h264Codec } from './h264/h264-codec.js';
import { h265Codec } from './h265/h265-codec.js';
import { vp8Codec } from './vp8/vp8-codec.js';
import { vp9Codec } from './vp9/vp9-codec.js';

/** The codecs a viewer can be served with. */
export const codecs: Readonly<Record<VideoCodec, CodecDescriptor>> = {
  h264: h264Codec,
  vp8: vp8Codec,
  vp9: vp9Codec,
  av1: av1Codec,
  h265: h265Codec,
};

/** Their names. */
export const codecNames = Object.keys(codecs) as readonly VideoCodec[];

/** Whether an encoding name in lower case, as offers are read, is that of one of these codecs. */
export function isServed(name: string, served: readonly VideoCodec[]): boolean {
  return served.some((codec) => codecs[codec].rtpName.toLowerCase() === name);
}
