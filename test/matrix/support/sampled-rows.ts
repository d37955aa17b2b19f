import { longForm } from './generated-inputs.js';
import type { MatrixRow } from './matrix-row.interface.js';

/** Most tables are products with this many containers to each line, or a divisor of it. */
const columns = 4;

/**
 * In the short form every so many rows of a table whose rows are much alike; all of them in the long form. Each line begins
 * one further than the one before, so that no container is left out in all lines.
 */
export function sampled(rows: readonly MatrixRow[], every: number): readonly MatrixRow[] {
  return longForm ? rows : rows.filter((_row, index) => (index + Math.floor(index / columns)) % every === 0);
}
