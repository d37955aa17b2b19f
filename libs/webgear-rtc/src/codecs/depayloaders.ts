import type { VideoCodec } from '../media/encoded-frame.js';
import type { Depayloader } from './depayloader.js';
import { H264Depayloader } from './h264/h264-depayloader.js';

const constructors: Readonly<Partial<Record<VideoCodec, new () => Depayloader>>> = { h264: H264Depayloader };

/** Codecs whose frames can be received. */
export const receivedCodecs = Object.keys(constructors) as readonly VideoCodec[];

/** What puts frames of a codec together. */
export function createDepayloader(codec: VideoCodec): Depayloader {
  const Constructor = constructors[codec] ?? H264Depayloader;
  return new Constructor();
}
