/** A way to compress the test pattern. */
export interface Codec {
  /** FFmpeg's words for the encoder. */
  readonly words: string;
  /** Whether browsers take it as it is, so that it is passed through by default. */
  readonly passedThrough?: boolean;
  /** Largest rate that the codec knows; 25 when left out. */
  readonly rate?: number;
  /** Sizes other than 160x120, where the codec has only those. */
  readonly size?: string;
  /** Where pixels are not square by the codec's own rules: the width they are shown in. */
  readonly width?: number;
}

const x264 = '-c:v libx264 -preset ultrafast -g 25';

/** Codecs by what a user calls them. */
export const codecs = {
  'H.264 baseline': { words: `${x264} -profile:v baseline -bf 0 -pix_fmt yuv420p`, passedThrough: true },
  'H.264 high with B-frames': {
    words: '-c:v libx264 -preset veryfast -g 25 -profile:v high -bf 3 -pix_fmt yuv420p',
  },
  'H.264 interlaced': { words: '-c:v libx264 -preset veryfast -g 25 -flags +ildct+ilme -pix_fmt yuv420p' },
  'H.264 with intra refresh': {
    words: '-c:v libx264 -preset veryfast -g 25 -bf 0 -pix_fmt yuv420p -x264-params intra-refresh=1',
  },
  'H.264 4:2:2': { words: `${x264} -profile:v high422 -pix_fmt yuv422p` },
  'H.264 10 bit': { words: `${x264} -pix_fmt yuv420p10le` },
  'H.264 of full range': { words: `${x264} -pix_fmt yuvj420p` },
  'H.265': { words: '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p' },
  'H.265 10 bit': {
    words: '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le',
  },
  VP8: { words: '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M' },
  'VP8 with hidden frames': {
    words: '-c:v libvpx -deadline good -cpu-used 4 -auto-alt-ref 1 -lag-in-frames 10 -b:v 1M',
  },
  VP9: { words: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M' },
  AV1: { words: '-c:v libsvtav1 -preset 12 -svtav1-params film-grain=0 -pix_fmt yuv420p' },
  'MPEG-1': { words: '-c:v mpeg1video -b:v 2M -bf 2' },
  'MPEG-2': { words: '-c:v mpeg2video -b:v 2M -bf 2' },
  'MPEG-2 interlaced': { words: '-c:v mpeg2video -b:v 2M -flags +ilme+ildct' },
  'MPEG-4': { words: '-c:v mpeg4 -b:v 2M -bf 1' },
  'H.263': { words: '-c:v h263 -b:v 1M', size: '176x144', width: 192 },
  'Sorenson H.263': { words: '-c:v flv -b:v 1M' },
  'Motion JPEG': { words: '-c:v mjpeg -q:v 3 -pix_fmt yuvj420p' },
  'Motion JPEG 4:4:4': { words: '-c:v mjpeg -q:v 3 -pix_fmt yuvj444p' },
  ProRes: { words: '-c:v prores_ks -profile:v 0 -pix_fmt yuv422p10le' },
  'ProRes 4444 with alpha': { words: '-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le' },
  DNxHR: { words: '-c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p', size: '256x144' },
  Theora: { words: '-c:v libtheora -q:v 7' },
  FFV1: { words: '-c:v ffv1 -pix_fmt yuv420p' },
  'FFV1 of RGB': { words: '-c:v ffv1 -pix_fmt bgr0' },
  'raw 4:2:0': { words: '-c:v rawvideo -pix_fmt yuv420p' },
  'wrapped 4:2:0': { words: '-c:v wrapped_avframe -pix_fmt yuv420p' },
  'raw RGB': { words: '-c:v rawvideo -pix_fmt bgr24' },
  HuffYUV: { words: '-c:v huffyuv -pix_fmt yuv422p' },
  'PNG frames': { words: '-c:v png -pix_fmt rgb24' },
  'QuickTime Animation': { words: '-c:v qtrle -pix_fmt rgb24' },
  'WMV 2': { words: '-c:v wmv2 -b:v 2M' },
} as const satisfies Record<string, Codec>;

/** Name of a codec in the table. */
export type CodecName = keyof typeof codecs;
