import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { writeVidGearPage } from './support/vidgear-page.js';
import { Viewer } from './support/viewer.js';

describe("a page that speaks the original's protocol", () => {
  let browser: Browser;
  let customDataLocation: string;

  beforeAll(async () => {
    customDataLocation = mkdtempSync(join(tmpdir(), 'webgear-rtc-vidgear-'));
    writeVidGearPage(customDataLocation);
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(customDataLocation, { recursive: true, force: true });
  });

  function viewers(host: HostApp, count: number): Promise<unknown> {
    return eventually(
      () => host.service.peers.length,
      (length) => length === count,
      5000,
    );
  }

  test('plays, and its close request ends no viewer in broadcast mode', async () => {
    await using host = await HostApp.start({ source: 'test:', customDataLocation });
    await using staying = await Viewer.open(browser, host.url);
    await staying.waitForFrame();
    const leaving = await Viewer.open(browser, host.url);
    await leaving.waitForFrame();
    await leaving.page.goto('about:blank');
    await viewers(host, 1);
    await staying.waitForFrame();
    expect(await staying.page.title()).toBe('Carried over');
    expect([...staying.errors, ...leaving.errors]).toEqual([]);
  }, 60_000);

  test('plays again at once when it is reloaded in single-viewer mode', async () => {
    await using host = await HostApp.start({
      source: 'test:',
      customDataLocation,
      enableLiveBroadcast: false,
    });
    await using viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    const [before] = host.service.peers;
    await viewer.page.reload();
    await viewer.waitForFrame(3000);
    expect(host.service.peers).toHaveLength(1);
    expect(host.service.peers[0]?.peerId).not.toBe(before?.peerId);
    expect(viewer.errors).toEqual([]);
  }, 60_000);

  test('ends its session by its close request in single-viewer mode', async () => {
    await using host = await HostApp.start({
      source: 'test:',
      customDataLocation,
      enableLiveBroadcast: false,
    });
    await using viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    const answer = await fetch(new URL('close_connection', host.url), { method: 'POST', body: '0' });
    expect([await answer.text(), host.service.peers.length]).toEqual(['OK', 1]);
    await viewer.page.goto('about:blank');
    await viewers(host, 0);
  }, 60_000);
});
