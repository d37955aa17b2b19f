import { defaultBitrateBps } from '../../media/default-bitrate.js';
import { fullRung, lowerRungs } from '../../media/rendition-key.js';
import type { FrameSize } from '../../media/video-frame.js';
import type { ResolvedStreamOptions } from '../../options/resolved-options.interface.js';
import { scaledSize } from '../../pipeline/scaled-size.js';

/** One rung for frames of a given size. */
export interface PlannedRung extends FrameSize {
  readonly rung: string;
  /** Target of its encoder, in bits per second. */
  readonly bitrateBps: number;
  /** Frames per second, at most; all where absent. */
  readonly framerate?: number | undefined;
}

/** The options that a ladder follows from. */
export type LadderOptions = Pick<ResolvedStreamOptions, 'renditions' | 'bitrateBps'>;

/** With `auto` no rung has fewer lines, except the best. */
const LEAST_LINES = 180;

/** Half of both sides takes this part of the rate: one probe of 2.5 times the rung can prove the step up. */
const RATE_OF_HALF = 0.4;

/** Exponent of the same law for any number of pixels. */
const RATE_EXPONENT = Math.log(RATE_OF_HALF) / Math.log(1 / 4);

/** Names of all rungs that options may lead to, best first. */
export function ladderRungNames({ renditions }: LadderOptions): readonly string[] {
  if (renditions === 'single') return [fullRung];
  if (renditions === 'auto') return [fullRung, ...lowerRungs];
  return renditions.map(({ height }, index) => (index === 0 ? fullRung : listedRung(height)));
}

/**
 * The rungs for frames of a size, best first, never empty.
 *
 * @param size of the frames before they are scaled for a rung
 */
export function planLadder(options: LadderOptions, size: FrameSize): readonly PlannedRung[] {
  const { renditions, bitrateBps } = options;
  if (typeof renditions !== 'string') return planList(options, renditions, size);
  const best = scaledSize(size, 0);
  const full = { rung: fullRung, ...best, bitrateBps: bitrateBps ?? defaultBitrateBps(best) };
  if (renditions === 'single') return [full];
  const lower = lowerRungs.map((rung, index) => {
    const factor = 2 ** -(index + 1);
    const rate = full.bitrateBps * RATE_OF_HALF ** (index + 1);
    return { rung, ...scaledSize(size, 100 * (1 - factor)), bitrateBps: Math.round(rate) };
  });
  return [full, ...lower.filter(({ height }) => height >= LEAST_LINES)];
}

/** Of the entries that would enlarge the frames only the last is used, in the size that there is: all would be the same. */
function planList(
  { bitrateBps }: LadderOptions,
  listed: Exclude<LadderOptions['renditions'], string>,
  size: FrameSize,
): readonly PlannedRung[] {
  const larger = listed.filter(({ height }) => height >= size.height).length;
  const used = listed.slice(Math.max(0, larger - 1));
  const rungs: PlannedRung[] = [];
  for (const entry of used) {
    const before = rungs.at(-1);
    const ofRung = scaledSize(size, Math.max(0, 100 * (1 - entry.height / size.height)));
    rungs.push({
      rung: before === undefined ? fullRung : listedRung(entry.height),
      ...ofRung,
      bitrateBps: entry.bitrateBps ?? rateBelow(before, ofRung) ?? bitrateBps ?? defaultBitrateBps(ofRung),
      framerate: entry.framerate,
    });
  }
  return rungs;
}

function rateBelow(before: PlannedRung | undefined, size: FrameSize): number | undefined {
  if (before === undefined) return undefined;
  const ratio = (size.width * size.height) / (before.width * before.height);
  return Math.round(before.bitrateBps * ratio ** RATE_EXPONENT);
}

function listedRung(height: number): string {
  return `${height}p`;
}
