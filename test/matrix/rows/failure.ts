import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import type { Fails, MatrixBench, MatrixRow, Reader } from '../support/matrix-row.interface.js';

/** Both say the same of what they cannot read. */
export const readers = [Backend.CamGear, Backend.FFGear] as const;

/** A source that cannot be shown. */
export function failure(
  name: string,
  api: Reader,
  code: Fails['code'],
  words: RegExp,
  state: Fails['state'],
  sourceOf: (bench: MatrixBench) => Promise<string>,
): MatrixRow {
  return {
    name: `${name}${api === Backend.FFGear ? ', by FFGear' : ''}`,
    options: { api },
    prepare: async (bench) => ({ source: await sourceOf(bench) }),
    wanted: { kind: 'fails', code, words, state },
  };
}
