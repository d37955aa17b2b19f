import type { Stream } from 'node-av/lib';
import type { VideoCodec } from '../../media/encoded-frame.js';
import type { NodeAv } from '../load-node-av.js';
import { passthroughCodecOf } from './coded-video.js';

/** Above this rate a stream is meant for a disk, not for one connection per viewer. */
const MAX_BITRATE_BPS = 10_000_000;

/**
 * Why a stream can never be passed through, whatever its frames contain; `undefined` if that depends on them.
 *
 * @param codecs those whose frames may be sent
 * @param displayObstacle why its frames need correction for display, as a clause
 * @param isForced whether to ignore its bitrate
 */
export function passthroughIneligibility(
  av: NodeAv,
  { codecpar }: Stream,
  codecs: readonly VideoCodec[],
  displayObstacle: string | undefined,
  isForced: boolean,
): string | undefined {
  const codec = passthroughCodecOf(av, codecpar.codecId);
  if (codec === undefined || !codecs.includes(codec)) {
    return codecs.length === 1 && codecs[0] === 'h264'
      ? 'it is not H.264'
      : 'it is of no codec of the option "codecs"';
  }
  if (displayObstacle !== undefined) return displayObstacle;
  if (!isForced && Number(codecpar.bitRate) > MAX_BITRATE_BPS) {
    return `its bitrate exceeds ${MAX_BITRATE_BPS / 1_000_000} Mbit/s`;
  }
  return undefined;
}
