import type { VideoCodec } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';
import { decodeSentFrames } from './decode-sent-frames.js';
import type { PlaysOnce, GoesOn } from './matrix-row.interface.js';
import type { SentFrame } from './observed-stream.js';
import { upright, type Quadrants } from './test-pattern.js';

/** Compression, noise and palettes cost some; a wrong quarter costs 128 and more. */
const colourTolerance = 64;

/** Faults in the size, the colours and the decodability of what was sent, slates included. */
export async function imageFaults(
  codec: VideoCodec,
  sent: readonly SentFrame[],
  { width, height, quadrants = upright, sizeChanges = false }: PlaysOnce | GoesOn,
): Promise<string[]> {
  const faults: string[] = [];
  if (sent[0]?.keyFrame !== true) faults.push('the first frame is no key frame');
  const shown = fromFirstOwn(sent);
  try {
    const all = await decodeSentFrames(codec, shown);
    const decoded = sizeChanges ? await decodeSentFrames(codec, sinceKeyFrame(shown)) : all;
    const size = `${decoded.width}x${decoded.height}`;
    if (size !== `${width}x${height}`) faults.push(`size ${size} instead of ${width}x${height}`);
    if (all.frames < shown.length) faults.push(`${all.frames} of ${shown.length} sent frames decode`);
    if (quadrants !== false && distance(decoded.quadrants, quadrants) > colourTolerance)
      faults.push(`colours ${JSON.stringify(decoded.quadrants)} instead of ${JSON.stringify(quadrants)}`);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return faults;
}

/**
 * The source's own frames, without the slates after them. A slate before them has its place there where the encoder went on
 * from it without a key frame.
 */
function fromFirstOwn(sent: readonly SentFrame[]): readonly SentFrame[] {
  const firstOwn = sent.findIndex(({ slate }) => !slate);
  const firstKeyFrame = sent.slice(0, firstOwn + 1).findLastIndex(({ keyFrame }) => keyFrame);
  const end = sent.findLastIndex(({ slate }) => !slate) + 1;
  return sent.slice(Math.max(firstKeyFrame, 0), end);
}

function sinceKeyFrame(shown: readonly SentFrame[]): readonly SentFrame[] {
  return shown.slice(shown.findLastIndex(({ keyFrame }) => keyFrame));
}

function distance(seen: Quadrants, wanted: Quadrants): number {
  return Math.max(
    ...seen.flatMap((colour, quarter) =>
      colour.map((sample, channel) => Math.abs(sample - (wanted[quarter]?.[channel as 0 | 1 | 2] ?? 0))),
    ),
  );
}
