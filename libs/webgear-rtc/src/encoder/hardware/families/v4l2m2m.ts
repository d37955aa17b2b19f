import type { HardwareFamilyTable } from './hardware-family.js';

/**
 * FFmpeg has options for the number of buffers alone; rate, profile and forced key frames go to the driver as controls.
 *
 * @see https://github.com/FFmpeg/FFmpeg/blob/n8.0/libavcodec/v4l2_m2m_enc.c
 * @see https://www.kernel.org/doc/html/latest/userspace-api/media/v4l/dev-encoder.html
 */
const buffers = { num_output_buffers: '4', num_capture_buffers: '4' } as const;

/** `profile_idc` 66 with `constraint_set1_flag`, by FFmpeg's number. */
const CONSTRAINED_BASELINE = String(66 + 512);

/** Encoders of boards such as the Raspberry Pi 4. */
export const v4l2m2m: HardwareFamilyTable = {
  family: 'v4l2m2m',
  platforms: ['linux'],
  devices: [/^\/dev\/video\d+$/],
  pixelFormat: 'nv12',
  changesRateWhileRunning: false,
  // What the driver writes of the colours is not known.
  namesColourMatrix: false,
  encoders: {
    h264: {
      encoder: 'h264_v4l2m2m',
      options: () => ({ ...buffers, profile: CONSTRAINED_BASELINE }),
    },
    h265: { encoder: 'hevc_v4l2m2m', options: () => buffers },
    vp8: { encoder: 'vp8_v4l2m2m', options: () => buffers },
  },
};
