import { levelName, type HardwareFamilyTable } from './hardware-family.js';

/**
 * One frame in flight; every key frame is IDR, for which `idr_interval` 0 stands. A forced key frame is an IDR frame
 * without an option of its own.
 *
 * @see https://ffmpeg.org/ffmpeg-codecs.html#VAAPI-encoders
 * @see https://intel.github.io/libva/group__api__enc__h264.html
 */
const lowDelay = { async_depth: '1', rc_mode: 'CBR', idr_interval: '0' } as const;

/** Encoders of AMD and Intel on Linux, through Mesa or Intel's media driver. */
export const vaapi: HardwareFamilyTable = {
  family: 'vaapi',
  platforms: ['linux'],
  devices: [/^\/dev\/dri\/renderD\d+$/],
  pixelFormat: 'vaapi',
  changesRateWhileRunning: false,
  namesColourMatrix: true,
  encoders: {
    h264: {
      encoder: 'h264_vaapi',
      options: (settings) => ({
        ...lowDelay,
        profile: 'constrained_baseline',
        level: levelName(settings, ''),
        coder: 'cavlc',
        refs: '1',
        sei: '0',
        aud: '0',
      }),
    },
    h265: {
      encoder: 'hevc_vaapi',
      options: () => ({ ...lowDelay, profile: 'main', refs: '1', sei: '0', aud: '0' }),
    },
    vp8: { encoder: 'vp8_vaapi', options: () => lowDelay },
    vp9: { encoder: 'vp9_vaapi', options: () => lowDelay },
    av1: { encoder: 'av1_vaapi', options: () => ({ ...lowDelay, profile: 'main' }) },
  },
};
