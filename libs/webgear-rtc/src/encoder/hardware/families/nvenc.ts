import { levelName, type HardwareFamilyTable } from './hardware-family.js';

/**
 * Ultra-low latency: CBR, neither B frames nor lookahead, and no key frames but those asked for. `delay` 0 returns each
 * frame before the next is sent; without `forced-idr` a forced key frame is an I frame, at which nobody can join.
 *
 * @see https://docs.nvidia.com/video-technologies/video-codec-sdk/12.2/nvenc-video-encoder-api-prog-guide/index.html#recommended-nvenc-settings
 * @see https://github.com/FFmpeg/FFmpeg/blob/n8.0/libavcodec/nvenc_h264.c
 */
const lowDelay = {
  preset: 'p3',
  tune: 'ull',
  rc: 'cbr',
  zerolatency: '1',
  delay: '0',
  'rc-lookahead': '0',
  'no-scenecut': '1',
  'forced-idr': '1',
  // A second, coarse pass keeps key frames and scene cuts within the rate buffer.
  multipass: 'qres',
} as const;

/** NVIDIA's encoders. */
export const nvenc: HardwareFamilyTable = {
  family: 'nvenc',
  platforms: ['linux', 'win32'],
  // The second is the device of Windows' Linux subsystem.
  devices: [/^\/dev\/nvidiactl$/, /^\/dev\/dxg$/],
  pixelFormat: 'nv12',
  // `reconfig_encoder` in https://github.com/FFmpeg/FFmpeg/blob/n8.0/libavcodec/nvenc.c
  changesRateWhileRunning: true,
  namesColourMatrix: true,
  encoders: {
    h264: {
      encoder: 'h264_nvenc',
      options: (settings) => ({
        ...lowDelay,
        profile: 'baseline',
        level: levelName(settings),
        coder: 'cavlc',
        // More reference frames take a higher level than the one that viewers were promised.
        dpb_size: '1',
        aud: '0',
      }),
    },
    h265: { encoder: 'hevc_nvenc', options: () => ({ ...lowDelay, profile: 'main', aud: '0' }) },
    av1: { encoder: 'av1_nvenc', options: () => lowDelay },
  },
};
