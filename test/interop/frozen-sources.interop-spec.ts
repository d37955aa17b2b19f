import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { RtspServer } from '../support/rtsp-server.js';

let camera: RtspServer;

beforeEach(async () => {
  camera = await RtspServer.start();
}, 60_000);

afterEach(async () => {
  await camera[Symbol.asyncDispose]();
});

/** Well below the ten seconds for which a silent camera is waited for, and well above what a busy machine needs. */
const soonMs = 6000;

test('more cameras than the process has threads may freeze together: other streams go on, and the end comes at once', async () => {
  const names = Array.from({ length: 6 }, (_, index) => `camera${index}`);
  const cameras = names.map((name) => [name, { source: camera.url(), keepWarm: true }]);
  const host = await HostApp.start({
    streams: {
      ...Object.fromEntries(cameras),
      pattern: { source: 'test:bars2?size=320x240', keepWarm: true },
    },
  });
  try {
    await untilAll('live');
    const times: number[] = [];
    const watching = host.service.frames$('pattern').subscribe(() => times.push(performance.now()));
    await untilFrames(30);
    camera.freeze();
    // Six seconds at the pattern's rate: those who are cut off knock again meanwhile.
    await untilFrames(210);
    await untilAll('reconnecting');
    await untilFrames(times.length + 30);
    watching.unsubscribe();
    const gapsMs = times.slice(1).map((time, index) => time - (times[index] ?? time));
    expect(Math.max(...gapsMs)).toBeLessThan(soonMs);

    function untilFrames(wanted: number): Promise<unknown> {
      return eventually(
        () => times.length,
        (count) => count >= wanted,
        40_000,
      );
    }
  } finally {
    const closingAtMs = performance.now();
    await host[Symbol.asyncDispose]();
    expect(performance.now() - closingAtMs).toBeLessThan(soonMs);
  }

  function untilAll(wanted: string): Promise<unknown> {
    return eventually(
      () => names.map((name) => host.service.stats(name).state),
      (states) => states.every((state) => state === wanted),
      40_000,
    );
  }
}, 180_000);
