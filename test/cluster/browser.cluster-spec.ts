import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { expectRealTime } from '../e2e/support/playback.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { makeTestMedia } from '../e2e/support/test-media.js';
import { Viewer } from '../e2e/support/viewer.js';
import { NatsServer } from '../support/nats-server.js';

/** Whether the page of a stream is there. */
async function hasPage(server: ServerProcess, stream: string): Promise<boolean> {
  const { status } = await fetch(new URL(`${stream}/`, server.url));
  return status === 200;
}

async function stateOf(server: ServerProcess, stream: string): Promise<unknown> {
  const response = await fetch(new URL(`${stream}/state`, server.url));
  return response.status === 200 ? ((await response.json()) as { state: string }).state : response.status;
}

describe('an edge in a process of its own', () => {
  let browser: Browser;
  let broker: NatsServer;
  let media: Awaited<ReturnType<typeof makeTestMedia>>;

  beforeAll(async () => {
    [browser, broker, media] = await Promise.all([launchChromium(), NatsServer.start(), makeTestMedia()]);
  });

  afterAll(async () => {
    await browser.close();
    await broker[Symbol.asyncDispose]();
    media[Symbol.dispose]();
  });

  const cluster = (role: string, name: string): string[] => [
    '--cluster',
    `${broker.url}/${name}?role=${role}`,
  ];
  const source = (): string[] => ['--source', media.path, '--loop'];

  test('shows the stream of an origin that it finds, and lists it no more when the origin has ended', async () => {
    await using edge = await ServerProcess.start(cluster('edge', 'first'));
    expect(await hasPage(edge, 'default')).toBe(false);
    await using origin = await ServerProcess.start([...source(), ...cluster('origin', 'first')]);
    await until('the stream at the edge', () => hasPage(edge, 'default'));
    expect(await stateOf(edge, 'default')).toBe('idle');
    const list = await (await fetch(edge.url)).text();
    expect(list).toContain('default');

    const viewer = await Viewer.open(browser, new URL('default/', edge.url).href);
    await viewer.waitForFrame();
    expectRealTime(await viewer.watch(2000), media.settings);
    expect(await stateOf(edge, 'default')).toBe('live');
    expect(viewer.errors).toEqual([]);

    // The page stays connected and shows the video again.
    await broker.kill();
    await until('the loss of the origin', async () => (await stateOf(edge, 'default')) === 'reconnecting');
    await broker.startAgain();
    await until('the stream', async () => (await stateOf(edge, 'default')) === 'live');
    await viewer.waitForFrame();
    // Its buffer has grown during the gap: not at full speed at first, but no frames of before.
    const seen = await viewer.watch(2000);
    expect(new Set(seen.map(({ frameNumber }) => frameNumber)).size).toBeGreaterThan(
      media.settings.framerate / 2,
    );
    await viewer[Symbol.asyncDispose]();

    await origin.stop();
    await until('the end of the stream', async () => (await stateOf(edge, 'default')) === 404);
  }, 60_000);
});
