import type { Stream } from 'node-av/lib';
import { allowsFields } from '../../bitstream/h264-field-coding.js';
import { h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { NodeAv } from '../load-node-av.js';

/** More than this per second is for files on a disk, not for a line to each viewer. */
const MAX_BITRATE_BPS = 10_000_000;

/** `profile_idc` of the profiles browsers name in their offers: Baseline, Main and High (H.264, A.2). */
const KNOWN_PROFILES = /^(42|4d|64)/;

/**
 * Why a stream cannot be handed on as it is; `undefined` when it can.
 *
 * @param head SPS and PPS with start codes, as far as the container has them
 * @param isTurned whether the container says to turn the pictures
 */
export function passthroughObstacle(
  av: NodeAv,
  stream: Stream,
  head: Buffer,
  isTurned: boolean,
): string | undefined {
  const { codecpar } = stream;
  const profile = h264ProfileOf(head);
  if (codecpar.codecId !== av.AV_CODEC_ID_H264) return 'it is not H.264';
  if (profile === undefined) return 'it does not say its profile at its beginning';
  if (!KNOWN_PROFILES.test(profile.profile)) return 'browsers do not decode its H.264 profile';
  // RTP video has no decoding times: a browser shows pictures in the order they come (RFC 6184, 5.1 allows it to).
  if (codecpar.videoDelay > 0) return 'it has B-frames';
  if (allowsFields(head)) return 'it is interlaced';
  if (codecpar.format !== av.AV_PIX_FMT_YUV420P && codecpar.format !== av.AV_PIX_FMT_YUVJ420P) {
    return 'its pixels are not 8-bit 4:2:0';
  }
  if (isTurned) return 'its pictures are to be turned';
  if (Number(codecpar.bitRate) > MAX_BITRATE_BPS) {
    return `it has more than ${MAX_BITRATE_BPS / 1_000_000} million bits a second`;
  }
  return undefined;
}
