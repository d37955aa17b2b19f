import { levelName, type HardwareFamilyTable } from './hardware-family.js';

/**
 * `realtime` and `prio_speed` keep it from holding frames back; `allow_sw` off refuses Apple's software encoder, which is
 * no better than ours.
 *
 * @see https://github.com/FFmpeg/FFmpeg/blob/n8.0/libavcodec/videotoolboxenc.c
 * @see https://developer.apple.com/documentation/videotoolbox/encoding-video-for-low-latency-conferencing
 */
const lowDelay = { realtime: '1', prio_speed: '1', allow_sw: '0', power_efficient: '0' } as const;

/** Apple's encoders. */
export const videotoolbox: HardwareFamilyTable = {
  family: 'videotoolbox',
  platforms: ['darwin'],
  devices: [],
  pixelFormat: 'nv12',
  changesRateWhileRunning: false,
  namesColourMatrix: true,
  encoders: {
    h264: {
      encoder: 'h264_videotoolbox',
      options: (settings) => ({
        ...lowDelay,
        profile: 'constrained_baseline',
        level: levelName(settings),
        coder: 'cavlc',
      }),
    },
    h265: { encoder: 'hevc_videotoolbox', options: () => ({ ...lowDelay, profile: 'main' }) },
  },
};
