import type { VideoCodec } from '../media/encoded-frame.js';
import type { CodecDescriptor } from './codec-descriptor.js';
import { h264Codec } from './h264/h264-codec.js';
import { vp8Codec } from './vp8/vp8-codec.js';

/** The codecs a viewer can be served with. */
export const codecs: Readonly<Record<VideoCodec, CodecDescriptor>> = { h264: h264Codec, vp8: vp8Codec };

/** Their names. */
export const codecNames = Object.keys(codecs) as readonly VideoCodec[];

/** The codec of an encoding name in lower case, as offers are read; `undefined` for one that is not served. */
export function codecOfRtpName(name: string): CodecDescriptor | undefined {
  return Object.values(codecs).find(({ rtpName }) => rtpName.toLowerCase() === name);
}
