import { expect, test } from '@jest/globals';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

test.each([
  ['SIGTERM', []],
  ['SIGINT', []],
  ['SIGTERM', ['--threads', '1']],
] as const)(
  '%s ends a server with a viewer within two seconds %j',
  async (signal, args) => {
    const browser = await launchChromium();
    try {
      await using server = await ServerProcess.start(args);
      const viewer = await Viewer.open(browser, server.url);
      await viewer.waitForFrame();

      const { code, durationMs } = await server.stop(signal);
      expect(code).toBe(0);
      expect(durationMs).toBeLessThan(2000);
    } finally {
      await browser.close();
    }
  },
  60_000,
);

test('a signal right after the start ends a server that never had a viewer', async () => {
  await using server = await ServerProcess.start();
  const { code, durationMs } = await server.stop('SIGTERM');
  expect(code).toBe(0);
  expect(durationMs).toBeLessThan(2000);
}, 30_000);

test('a port that is taken is said in one line, and ends the start', async () => {
  await using first = await ServerProcess.start();
  const second = ServerProcess.start([], first.port);
  await expect(second).rejects.toThrow(`${first.port}`);
  await expect(second).rejects.toThrow('ended (1)');
  await expect(second).rejects.not.toThrow('    at ');
}, 30_000);
