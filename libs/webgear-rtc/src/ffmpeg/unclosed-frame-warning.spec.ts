import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { closedProperly, watchForUnclosed } from './unclosed-frame-warning.js';

describe('the warning about unclosed frames', () => {
  let warn: ReturnType<typeof jest.spyOn>;

  beforeEach(() => {
    warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  });

  afterEach(() => {
    warn.mockRestore();
  });

  it('ignores closed frames, and warns once about many unclosed ones', async () => {
    loseFrames(50, closedProperly);
    await collectGarbage(5);
    expect(warn).not.toHaveBeenCalled();

    loseFrames(50, () => {});
    await collectGarbage(50, () => warn.mock.calls.length > 0);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.any(String), { code: 'WGR_FRAME_NOT_CLOSED' });
  }, 60_000);
});

function loseFrames(count: number, then: (frame: object) => void): void {
  for (let index = 0; index < count; index++) {
    const frame = { index };
    watchForUnclosed(frame);
    then(frame);
  }
}

/** Finalizers run as separate tasks some time after a collection, later on a busy machine. */
async function collectGarbage(rounds: number, isDone = (): boolean => false): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < rounds && !isDone(); round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
