import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MatrixRow } from './matrix-row.interface.js';
import { playLimitMs, RunningMatrix, startLimitMs } from './running-matrix.js';
import { showsSecret } from './secrets.js';

/** A row, those beside it that a second look waits for, and the second look: each ends before by a deadline of its own. */
const testLimitMs = 3 * playLimitMs + 10_000;

/** How rows are run. */
export interface RunSettings {
  /** How many are played at once; few enough that two processors keep up. */
  readonly atOnce?: number;
}

/**
 * Declares a test for each row of a table. All inputs are made first; then the rows are played inside one application,
 * some at once, each in a stream of its own.
 */
export function describeMatrix(
  title: string,
  rows: readonly MatrixRow[],
  { atOnce = 5 }: RunSettings = {},
): void {
  describe(`${title}`, () => {
    const matrix = new RunningMatrix(rows, atOnce);
    beforeAll(() => matrix.start(), startLimitMs);
    afterAll(() => matrix[Symbol.asyncDispose](), 2 * playLimitMs);

    test('has no combination twice', () => {
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    });

    test.each(rows.map((row, index) => [row.name, index] as const))(
      '%s',
      async (_name, index) => {
        expect(await matrix.faultsOf(index)).toEqual([]);
      },
      testLimitMs,
    );

    test('has logged no secret', () => {
      expect(matrix.log.filter((line) => showsSecret(line))).toEqual([]);
    });
  });
}
