import { fullRung, sourceRung } from '../media/rendition-key.js';
import type { LadderDescription } from './stream-engine.js';
import type { RegisteredStream } from './video-stream-registry.js';

/** A source that takes longer to open has no frames yet that an image could show. */
const SOURCE_WAIT_MS = 4000;
/** Where the sizes of the rungs are unknown: no wider than the lowest rung of a common camera. */
const UNKNOWN_WIDTH = 320;

/**
 * Index of the best rung that a permission allows.
 *
 * @param rungs of the ladder, best first
 * @param maxRung name of the best rung, or `<height>p` for the best that is no higher; where there is none, the lowest
 */
export function indexOfBestRung({ rungs }: LadderDescription, maxRung: string): number {
  if (maxRung === fullRung || maxRung === sourceRung) return 0;
  const named = rungs.findIndex(({ rung }) => rung === maxRung);
  const [, lines] = /^(\d+)p$/.exec(maxRung) ?? [];
  const index = named < 0 ? rungs.findIndex(({ height }) => height > 0 && height <= Number(lines)) : named;
  return index < 0 ? rungs.length - 1 : index;
}

/**
 * Whether a permission allows what is made of the frames of the best rung, such as a recording. While the rungs are unknown, only one
 * without a limit does.
 */
export function allowsBestRung(stream: RegisteredStream, maxRung: string | undefined): boolean {
  if (maxRung === undefined || maxRung === fullRung || maxRung === sourceRung) return true;
  const ladder = ladderOf(stream);
  return isKnown(ladder) && indexOfBestRung(ladder, maxRung) === 0;
}

/**
 * How wide images may be for a permission; `undefined` for any width. Waits for the source where the sizes of the rungs depend on it.
 */
export async function allowedWidth(
  stream: RegisteredStream,
  maxRung: string | undefined,
): Promise<number | undefined> {
  if (maxRung === undefined || maxRung === fullRung || maxRung === sourceRung) return undefined;
  if (!isKnown(ladderOf(stream))) await stream.findsSource(SOURCE_WAIT_MS);
  const ladder = ladderOf(stream);
  if (!isKnown(ladder)) return UNKNOWN_WIDTH;
  const index = indexOfBestRung(ladder, maxRung);
  return index === 0 ? undefined : ladder.rungs[index]?.width;
}

/** The ladder now. */
function ladderOf(stream: RegisteredStream): LadderDescription | undefined {
  let ladder: LadderDescription | undefined;
  stream.ladder$.subscribe((now) => (ladder = now)).unsubscribe();
  return ladder;
}

function isKnown(ladder: LadderDescription | undefined): ladder is LadderDescription {
  return (ladder?.rungs[0]?.width ?? 0) > 0;
}
