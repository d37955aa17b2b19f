import type { CodecName } from './codecs.js';

/** A file format, and what is put into it. */
export interface Container {
  readonly extension: string;
  /** FFmpeg's words for the muxer, besides the name's ending. */
  readonly words?: string;
  readonly codecs: readonly CodecName[];
}

/** Containers by what a user calls them, each with the codecs that are found in it. */
export const containers: Readonly<Record<string, Container>> = {
  'MP4, index first': {
    extension: 'mp4',
    words: '-movflags +faststart',
    codecs: [
      'H.264 baseline',
      'H.264 high with B-frames',
      'H.264 10 bit',
      'H.264 with intra refresh',
      'H.265',
      'VP9',
      'AV1',
      'MPEG-4',
      'MPEG-2',
      'Motion JPEG',
    ],
  },
  'MP4, index last': {
    extension: 'mp4',
    codecs: ['H.264 baseline', 'H.264 high with B-frames', 'H.265 10 bit', 'H.264 interlaced'],
  },
  'MP4 in fragments': {
    extension: 'mp4',
    words: '-movflags +frag_keyframe+empty_moov+default_base_moof',
    codecs: ['H.264 baseline', 'H.264 high with B-frames', 'H.265', 'AV1', 'VP9'],
  },
  'MP4 in fragments, with an index': {
    extension: 'mp4',
    words: '-movflags +frag_keyframe+dash+global_sidx',
    codecs: ['H.264 high with B-frames'],
  },
  '3GP': { extension: '3gp', codecs: ['H.263', 'H.264 baseline'] },
  QuickTime: {
    extension: 'mov',
    codecs: [
      'H.264 baseline',
      'H.264 high with B-frames',
      'H.264 4:2:2',
      'H.265',
      'ProRes',
      'ProRes 4444 with alpha',
      'DNxHR',
      'Motion JPEG',
      'QuickTime Animation',
      'PNG frames',
      'raw RGB',
    ],
  },
  Matroska: {
    extension: 'mkv',
    codecs: [
      'H.264 baseline',
      'H.264 high with B-frames',
      'H.264 interlaced',
      'H.264 4:2:2',
      'H.265 10 bit',
      'VP8',
      'VP9',
      'AV1',
      'MPEG-2',
      'MPEG-4',
      'Motion JPEG',
      'Theora',
      'FFV1',
      'FFV1 of RGB',
      'HuffYUV',
    ],
  },
  WebM: { extension: 'webm', codecs: ['VP8', 'VP8 with hidden frames', 'VP9', 'AV1'] },
  'MPEG-TS': {
    extension: 'ts',
    codecs: [
      'H.264 baseline',
      'H.264 high with B-frames',
      'H.264 interlaced',
      'H.265',
      'MPEG-2',
      'MPEG-2 interlaced',
      'MPEG-4',
    ],
  },
  'MPEG-TS of constant rate': { extension: 'ts', words: '-muxrate 4M', codecs: ['H.264 baseline', 'MPEG-2'] },
  M2TS: {
    extension: 'm2ts',
    words: '-mpegts_m2ts_mode 1 -f mpegts',
    codecs: ['H.264 high with B-frames', 'MPEG-2 interlaced'],
  },
  FLV: { extension: 'flv', codecs: ['H.264 baseline', 'H.264 high with B-frames', 'Sorenson H.263'] },
  AVI: {
    extension: 'avi',
    codecs: ['MPEG-4', 'Motion JPEG', 'H.264 baseline', 'raw 4:2:0', 'raw RGB', 'FFV1', 'HuffYUV'],
  },
  Ogg: { extension: 'ogg', codecs: ['Theora', 'VP8'] },
  'MPEG-PS': { extension: 'mpg', codecs: ['MPEG-1', 'MPEG-2', 'MPEG-2 interlaced'] },
  VOB: { extension: 'vob', words: '-f vob', codecs: ['MPEG-2'] },
  ASF: { extension: 'wmv', codecs: ['WMV 2'] },
  NUT: { extension: 'nut', codecs: ['H.264 high with B-frames', 'MPEG-4', 'FFV1', 'raw 4:2:0'] },
  MXF: { extension: 'mxf', codecs: ['MPEG-2', 'DNxHR'] },
  'raw H.264': { extension: 'h264', codecs: ['H.264 baseline', 'H.264 high with B-frames'] },
  'raw H.265': { extension: 'hevc', codecs: ['H.265'] },
  'raw MPEG-4': { extension: 'm4v', codecs: ['MPEG-4'] },
  'raw MPEG-2': { extension: 'm2v', codecs: ['MPEG-2'] },
  'raw Motion JPEG': { extension: 'mjpeg', words: '-f mjpeg', codecs: ['Motion JPEG', 'Motion JPEG 4:4:4'] },
  IVF: { extension: 'ivf', codecs: ['VP8', 'VP9', 'AV1'] },
  YUV4MPEG: { extension: 'y4m', words: '-f yuv4mpegpipe', codecs: ['wrapped 4:2:0'] },
};
