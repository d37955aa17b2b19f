import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** Above this rate a stream is meant for a disk, not for one connection per viewer. */
const MAX_BITRATE_BPS = 10_000_000;

/**
 * Why a stream can never be passed through, whatever its frames contain; `undefined` if that depends on them.
 *
 * @param displayObstacle why its frames need correction for display, as a clause
 * @param isForced whether to ignore its bitrate
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
    return `its bitrate exceeds ${MAX_BITRATE_BPS / 1_000_000} Mbit/s`;
  }
  return undefined;
}
