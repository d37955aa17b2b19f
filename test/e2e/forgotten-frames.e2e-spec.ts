import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('../support/frame-keeper.mjs', import.meta.url));

/** What an application says on its standard error whose code gives shares in frames back, or forgets to. */
function errorsOfOneThat(habit: 'close' | 'forget'): string {
  const { status, stderr } = spawnSync(process.execPath, [script, habit], {
    encoding: 'utf8',
    timeout: 90_000,
    killSignal: 'SIGKILL',
  });
  expect(status).toBe(0);
  return stderr;
}

test('an application that forgets to close frames hears of it while it runs', () => {
  const errors = errorsOfOneThat('forget');
  expect(errors).toMatch(
    /WGR_FRAME_NOT_CLOSED.*\d+ video frame\(s\) were garbage-collected without close\(\)/,
  );
}, 100_000);

test('an application that closes its frames hears nothing', () => {
  expect(errorsOfOneThat('close')).not.toContain('WGR_FRAME_NOT_CLOSED');
}, 100_000);
