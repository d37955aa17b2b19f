import { readFile, writeFile } from 'node:fs/promises';
import type { ClipRecipe, GeneratedInputs } from '../support/generated-inputs.js';
import type { MatrixRow, PlaysOnce } from '../support/matrix-row.interface.js';
import { playsOnce } from './clip-row.js';

const baseline = '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 10 -pix_fmt yuv420p';
const high = '-c:v libx264 -preset veryfast -profile:v high -bf 2 -g 10 -pix_fmt yuv420p';
const mpeg2 = '-c:v mpeg2video -b:v 2M -bf 0 -g 10';

const partSeconds = 0.8;
const partFrames = 20;

/** Two transport streams, one after the other in one file. */
interface Joined extends Partial<Pick<PlaysOnce, 'width' | 'height' | 'frameTolerance'>> {
  readonly first: string;
  readonly second: string;
  /** Where the times of the second part begin, in seconds; those of the first begin at 10. */
  readonly secondAt: number;
  readonly secondSize?: string;
}

const joins: Readonly<Record<string, Joined>> = {
  'a step back of 10 s': { first: baseline, second: baseline, secondAt: 0 },
  'a step back of half a second': { first: baseline, second: baseline, secondAt: 10.3 },
  'a step forward of 3 s': { first: baseline, second: baseline, secondAt: 13.8 },
  'a step forward of 8 s': { first: baseline, second: baseline, secondAt: 18.8 },
  'a step forward of 30 s': { first: baseline, second: baseline, secondAt: 40.8 },
  'a step forward of 20 hours': { first: baseline, second: baseline, secondAt: 72_000 },
  'B-frames after none': { first: baseline, second: high, secondAt: 10.8 },
  'no B-frames after some': { first: high, second: baseline, secondAt: 10.8 },
  'another size': {
    first: baseline,
    second: baseline,
    secondAt: 10.8,
    secondSize: '96x80',
    width: 96,
    height: 80,
  },
  'MPEG-2 and a step forward of 3 s': { first: mpeg2, second: mpeg2, secondAt: 13.8 },
  'MPEG-2 and a step back': { first: mpeg2, second: mpeg2, secondAt: 2 },
};

/** Transport streams that were joined, passed through and encoded: they play on without a stop over half a second. */
export const joinedRows: readonly MatrixRow[] = Object.entries(joins).flatMap(([kind, join]) =>
  (join.first.includes('baseline') ? (['auto', 'never'] as const) : (['never'] as const)).map(
    (passthrough) => ({
      name: `MPEG-TS joined with ${kind}${passthrough === 'never' ? ', encoded' : ''}`,
      options: { passthrough },
      prepare: async ({ inputs }) => ({ source: await joinedFile(inputs, kind, join) }),
      wanted: {
        ...playsOnce({
          seconds: 2 * partSeconds,
          frames: 2 * partFrames,
          frameTolerance: join.frameTolerance ?? 2,
        }),
        ...(join.width !== undefined &&
          join.height !== undefined && { width: join.width, height: join.height, sizeChanges: true }),
        spanToleranceMs: 300,
      },
    }),
  ),
);

function joinedFile(
  inputs: GeneratedInputs,
  kind: string,
  { first, second, secondAt, secondSize = '160x120' }: Joined,
): Promise<string> {
  const name = kind.replaceAll(/\W+/g, '-');
  const part = (words: string, at: number, size: string, number: number): ClipRecipe => ({
    file: `joined-${name}-${number}.ts`,
    words: `${words} -muxdelay 0 -muxpreload 0 -output_ts_offset ${at}`,
    size,
    seconds: partSeconds,
  });
  const parts = [part(first, 10, '160x120', 1), part(second, secondAt, secondSize, 2)].map((recipe) =>
    inputs.clip(recipe),
  );
  return inputs.once(`joined-${name}.ts`, async (path) => {
    const bytes = await Promise.all(parts.map(async (made) => readFile(await made)));
    await writeFile(path, Buffer.concat(bytes));
  });
}
