import type { Stream } from 'node-av/lib';
import type { VideoCodec } from '../../media/encoded-frame.js';
import { displayObstacle } from '../filter/displayed-size.js';
import type { NodeAv } from '../load-node-av.js';
import { passthroughCodecOf } from './coded-video.js';

/** Above this rate a stream is meant for a disk, not for one connection per viewer. */
const MAX_BITRATE_BPS = 10_000_000;

/**
 * Why a stream can never be passed through, whatever its frames contain; `undefined` if that depends on them.
 *
 * @param codecs those whose frames may be sent
 * @param isForced whether to ignore its bitrate
 */
export function passthroughIneligibility(
  av: NodeAv,
  stream: Stream,
  codecs: readonly VideoCodec[],
  isForced: boolean,
): string | undefined {
  const { codecpar } = stream;
  const codec = passthroughCodecOf(av, codecpar.codecId);
  if (codec === undefined || !codecs.includes(codec)) {
    const others = codecs.filter((other) => other !== 'h264' && other !== 'vp8');
    return others.length === 0 ? 'it is not H.264' : 'it is of no codec of the option "codecs"';
  }
  const obstacle = displayObstacle(av, stream);
  if (obstacle !== undefined) return obstacle;
  if (!isForced && Number(codecpar.bitRate) > MAX_BITRATE_BPS) {
    return `its bitrate exceeds ${MAX_BITRATE_BPS / 1_000_000} Mbit/s`;
  }
  return undefined;
}
