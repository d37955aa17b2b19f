/** Hardware encoders, by the interface through which FFmpeg reaches them. */
export const hardwareFamilies = ['nvenc', 'qsv', 'vaapi', 'v4l2m2m', 'videotoolbox', 'amf'] as const;

/**
 * A kind of hardware encoder: NVIDIA's NVENC, Intel's Quick Sync (`qsv`), VA-API and V4L2 of Linux, VideoToolbox of macOS,
 * AMD's AMF.
 *
 * @publicApi
 */
export type HardwareFamily = (typeof hardwareFamilies)[number];

/**
 * Which encoder compresses the video: the first hardware encoder of this machine that works, software alone, or hardware
 * encoders of one kind. Where none works, software does it.
 *
 * @publicApi
 */
export type HardwareEncoding = 'auto' | 'never' | HardwareFamily;
