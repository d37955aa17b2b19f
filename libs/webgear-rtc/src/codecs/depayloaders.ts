import type { VideoCodec } from '../media/encoded-frame.js';
import { Av1Depayloader } from './av1/av1-depayloader.js';
import type { Depayloader } from './payloader.js';
import { H264Depayloader } from './h264/h264-depayloader.js';
import { H265Depayloader } from './h265/h265-depayloader.js';
import { Vp8Depayloader } from './vp8/vp8-depayloader.js';
import { Vp9Depayloader } from './vp9/vp9-depayloader.js';

const constructors: Readonly<Record<VideoCodec, new () => Depayloader>> = {
  h264: H264Depayloader,
  vp8: Vp8Depayloader,
  vp9: Vp9Depayloader,
  av1: Av1Depayloader,
  h265: H265Depayloader,
};

/** Codecs whose frames can be received. */
export const receivedCodecs = Object.keys(constructors) as readonly VideoCodec[];

/** What puts frames of a codec together. */
export function createDepayloader(codec: VideoCodec): Depayloader {
  return new constructors[codec]();
}
