import type { FormatContext, Stream } from 'node-av/lib';
import type { NodeAv } from './load-node-av.js';

/** Pixels that being the default is worth: what the ffmpeg program gives it. */
const DEFAULT_BONUS = 5_000_000;

/**
 * The video stream to read, chosen as the ffmpeg program chooses: the largest, where none is the default. A playlist of
 * HLS often names the smallest first.
 */
export function bestVideoStream(av: NodeAv, context: FormatContext): Stream | undefined {
  const scoreOf = ({ codecpar, disposition }: Stream): number =>
    codecpar.width * codecpar.height + ((disposition & av.AV_DISPOSITION_DEFAULT) === 0 ? 0 : DEFAULT_BONUS);
  const [best] = context.streams
    .filter(
      ({ codecpar, disposition }) =>
        codecpar.codecType === av.AVMEDIA_TYPE_VIDEO &&
        // A song's cover counts as a video stream in FFmpeg; it is not one to anybody else.
        (disposition & av.AV_DISPOSITION_ATTACHED_PIC) === 0,
    )
    .sort((a, b) => scoreOf(b) - scoreOf(a));
  return best;
}
