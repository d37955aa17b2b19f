import type { FlagGroup } from './flag.interface.js';
import { toBoolean, toNumber, toText } from './flag-values.js';

/** How the pictures are compressed, and who may watch. */
export const videoFlags: FlagGroup = {
  heading: 'Video and viewers',
  flags: [
    {
      name: 'mode',
      short: '-m',
      value: '<mode>',
      description: 'how the video travels: webrtc, or mjpeg for JPEG pictures alone',
      default: 'webrtc',
      parse: toText,
    },
    {
      name: 'frameSizeReduction',
      value: '<percent>',
      description: 'shrink the picture before it is compressed, by 0 to 90 percent',
      default: '20',
      parse: toNumber,
    },
    {
      name: 'bitrateBps',
      value: '<bps>',
      description: 'target rate of the compressed video in bits per second',
      default: '2000000',
      parse: toNumber,
    },
    {
      name: 'passthrough',
      value: '<when>',
      description: "send the source's own H.264 as it comes: auto, never or always",
      default: 'auto',
      parse: toText,
    },
    {
      name: 'keyFrameIntervalMs',
      value: '<ms>',
      description: 'longest time between two key frames',
      default: '4000',
      parse: toNumber,
    },
    {
      name: 'mjpegFramerate',
      value: '<fps>',
      description: 'pictures per second of stream.mjpeg, at most',
      default: '10, or 30 with --mode mjpeg',
      parse: toNumber,
    },
    {
      name: 'enableLiveBroadcast',
      description: 'many viewers at once; when off, the newest takes over',
      default: 'true',
      parse: toBoolean,
    },
    {
      name: 'maxPeers',
      value: '<count>',
      description: 'how many viewers at once',
      default: '100',
      parse: toNumber,
    },
  ],
};
