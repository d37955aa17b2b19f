import type { VideoEncoderSettings } from '../../../media/encoded-frame.js';
import { levelIdcOf, type HardwareFamilyTable } from './hardware-family.js';

/**
 * Low latency: one frame in flight, no B frames, no reordering in the decoder, IDR for every forced key frame.
 *
 * @see https://ffmpeg.org/ffmpeg-codecs.html#QSV-Encoders
 * @see https://intel.github.io/libvpl/latest/programming_guide/VPL_prg_encoding.html
 */
const lowDelay = { preset: 'veryfast', async_depth: '1', forced_idr: '1' } as const;

/** Largest key frame, in frames of the mean size. */
const KEY_FRAME_RATIO = 5;

const largestFrame = ({ bitrateBps, framerate }: VideoEncoderSettings) =>
  String(Math.round((KEY_FRAME_RATIO * bitrateBps) / framerate / 8));

/** Intel's Quick Sync. */
export const qsv: HardwareFamilyTable = {
  family: 'qsv',
  platforms: ['linux', 'win32'],
  devices: [/^\/dev\/dri\/renderD\d+$/],
  pixelFormat: 'nv12',
  // "Runtime Options" in https://ffmpeg.org/ffmpeg-codecs.html#QSV-Encoders
  changesRateWhileRunning: true,
  namesColourMatrix: true,
  encoders: {
    h264: {
      encoder: 'h264_qsv',
      options: (settings) => ({
        ...lowDelay,
        profile: 'baseline',
        level: String(levelIdcOf(settings)),
        cavlc: '1',
        look_ahead: '0',
        adaptive_i: '0',
        adaptive_b: '0',
        // Otherwise SPS and PPS are not repeated before every IDR frame.
        idr_interval: '0',
        repeat_pps: '1',
        max_dec_frame_buffering: '1',
        recovery_point_sei: '0',
        scenario: 'videoconference',
        max_frame_size_i: largestFrame(settings),
        refs: '1',
        aud: '0',
      }),
    },
    h265: {
      encoder: 'hevc_qsv',
      options: (settings) => ({
        ...lowDelay,
        profile: 'main',
        idr_interval: '0',
        adaptive_i: '0',
        adaptive_b: '0',
        scenario: 'videoconference',
        max_frame_size_i: largestFrame(settings),
        recovery_point_sei: '0',
        aud: '0',
      }),
    },
    vp9: { encoder: 'vp9_qsv', options: () => ({ ...lowDelay, profile: 'profile0' }) },
    av1: {
      encoder: 'av1_qsv',
      options: (settings) => ({
        ...lowDelay,
        profile: 'main',
        adaptive_i: '0',
        adaptive_b: '0',
        max_frame_size_i: largestFrame(settings),
      }),
    },
  },
};
