import { clipSeconds, type ClipRecipe } from '../support/generated-inputs.js';
import type { MatrixRow, PlaysOnce } from '../support/matrix-row.interface.js';

/** A row of one generated file: how it is made, and what differs from playing it as it is. */
export interface ClipRow
  extends
    Omit<ClipRecipe, 'rate'>,
    Partial<Omit<PlaysOnce, 'kind'>>,
    Pick<MatrixRow, 'options' | 'viewerCodec'> {
  readonly name: string;
  readonly rate?: number;
  /** How the file is named to the product; as a path when left out. */
  readonly sourceOf?: (path: string) => string;
}

/** A file of the test pattern on this machine, played once at its own speed. */
export function oneClip(row: ClipRow): MatrixRow {
  const { name, file, words, size, rate, seconds, alpha, otherInputs, options, viewerCodec, sourceOf } = row;
  const recipe = { file, words, size, rate, seconds, alpha, otherInputs };
  return {
    name,
    ...(options !== undefined && { options }),
    ...(viewerCodec !== undefined && { viewerCodec }),
    prepare: async ({ inputs }) => {
      const path = await inputs.clip(withoutUndefined(recipe) as unknown as ClipRecipe);
      return { source: sourceOf?.(path) ?? path };
    },
    wanted: playsOnce(row),
  };
}

/** What a clip is to look like when it is played. */
export function playsOnce(
  row: Pick<ClipRow, 'size' | 'rate' | 'seconds'> & Partial<Omit<PlaysOnce, 'kind'>>,
): PlaysOnce {
  const { size = '160x120', rate = 25, seconds = clipSeconds } = row;
  const [width = 0, height = 0] = size.split('x').map((side) => Number(side) - (Number(side) % 2));
  const { frames = Math.round(seconds * rate) } = row;
  const {
    spanMs = ((frames - 1) * 1000) / rate,
    frameTolerance,
    spanToleranceMs,
    intervalMs,
    quadrants,
    firstFrameMs,
    passthrough,
    sentShare,
  } = row;
  return {
    kind: 'plays',
    width: row.width ?? width,
    height: row.height ?? height,
    frames,
    spanMs,
    ...(withoutUndefined({
      frameTolerance,
      spanToleranceMs,
      intervalMs,
      quadrants,
      firstFrameMs,
      passthrough,
      sentShare,
    }) as Partial<PlaysOnce>),
  };
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
