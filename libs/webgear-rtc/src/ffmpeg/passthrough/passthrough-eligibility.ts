import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** More than this per second is for files on a disk, not for a line to each viewer. */
const MAX_BITRATE_BPS = 10_000_000;

/**
 * Why nothing of a stream can be sent as it is, whatever its frames are like; `undefined` where those decide.
 *
 * @param displayObstacle why its frames cannot be seen as they are, as a clause
 * @param isForced whether it is to be sent as it is whatever its rate
 */
export function passthroughIneligibility(
  av: NodeAv,
  { codecpar }: Stream,
  displayObstacle: string | undefined,
  isForced: boolean,
): string | undefined {
  if (codecpar.codecId !== av.AV_CODEC_ID_H264) return 'it is not H.264';
  if (displayObstacle !== undefined) return displayObstacle;
  if (!isForced && Number(codecpar.bitRate) > MAX_BITRATE_BPS) {
    return `it has more than ${MAX_BITRATE_BPS / 1_000_000} million bits a second`;
  }
  return undefined;
}
