import { levelName, type HardwareFamilyTable } from './hardware-family.js';

/**
 * AMD's preset for remote games: no B frames, no lookahead, CBR that keeps to its buffer, and no skipped frames, which the
 * key-frame requests of viewers would be lost with.
 *
 * @see https://github.com/GPUOpen-LibrariesAndSDKs/AMF/blob/master/amf/doc/AMF_Video_Encode_API.md
 * @see https://github.com/FFmpeg/FFmpeg/blob/n8.0/libavcodec/amfenc_h264.c
 */
const lowDelay = {
  usage: 'ultralowlatency',
  quality: 'speed',
  rc: 'cbr',
  enforce_hrd: '1',
  filler_data: '0',
  preanalysis: '0',
  forced_idr: '1',
  async_depth: '1',
  bf: '0',
} as const;

/** AMD's encoders, through the proprietary driver. */
export const amf: HardwareFamilyTable = {
  family: 'amf',
  platforms: ['win32', 'linux'],
  devices: [/^\/dev\/dri\/renderD\d+$/],
  pixelFormat: 'nv12',
  changesRateWhileRunning: false,
  namesColourMatrix: true,
  encoders: {
    h264: {
      encoder: 'h264_amf',
      options: (settings) => ({
        ...lowDelay,
        latency: '1',
        profile: 'constrained_baseline',
        level: levelName(settings),
        coder: 'cavlc',
        frame_skipping: '0',
        aud: '0',
      }),
    },
    h265: { encoder: 'hevc_amf', options: () => ({ ...lowDelay, latency: '1', profile: 'main' }) },
    av1: { encoder: 'av1_amf', options: () => ({ ...lowDelay, latency: 'lowest_latency' }) },
  },
};
