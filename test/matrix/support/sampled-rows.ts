import { longForm } from './generated-inputs.js';
import type { MatrixRow } from './matrix-row.interface.js';

/** In the short form every so many rows of a table whose rows are much alike; all of them in the long form. */
export function sampled(rows: readonly MatrixRow[], every: number): readonly MatrixRow[] {
  return longForm ? rows : rows.filter((_row, index) => index % every === 0);
}
