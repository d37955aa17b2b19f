import { expect, test } from '@jest/globals';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { Viewer } from './support/viewer.js';

test.each([
  ['the main thread', false],
  ['a thread of its own', 1],
])(
  'served in %s, the newest viewer wins in single-viewer mode, and the earlier one says so',
  async (_, threads) => {
    const browser = await launchChromium();
    try {
      await using host = await HostApp.start({ source: 'test:bars2', enableLiveBroadcast: false, threads });
      await using first = await Viewer.open(browser, host.url);
      await first.waitForFrame();
      await using second = await Viewer.open(browser, host.url);
      await second.waitForFrame();

      const told = first.page.getByText(/^Playing in another window/);
      await told.waitFor({ timeout: 15_000 });
      const [winner] = host.service.peers;
      // Longer than a page waits before it comes back from a failure for the first time.
      await first.page.waitForTimeout(3000);
      expect(host.service.peers.map(({ peerId }) => peerId)).toEqual([winner?.peerId]);
      await second.waitForFrame();

      await first.page.getByRole('button', { name: 'Play' }).click();
      await first.waitForFrame();
      await second.page.getByText(/^Playing in another window/).waitFor({ timeout: 15_000 });
      expect(host.service.peers).toHaveLength(1);
    } finally {
      await browser.close();
    }
  },
  90_000,
);

test('each stream has a single viewer of its own', async () => {
  const browser = await launchChromium();
  try {
    const streams = { front: { source: 'test:bars2' }, yard: { source: 'test:bars2' } };
    await using host = await HostApp.start({ streams, enableLiveBroadcast: false });
    await using list = await Viewer.open(browser, host.url);
    await list.page.getByRole('link', { name: 'front' }).click();
    await list.waitForFrame();
    await using yard = await Viewer.open(browser, `${host.url}yard/`);
    await yard.waitForFrame();
    await list.waitForFrame();
    expect(host.service.peers.map(({ streamName }) => streamName).toSorted()).toEqual(['front', 'yard']);
    expect([...list.errors, ...yard.errors]).toEqual([]);
  } finally {
    await browser.close();
  }
}, 90_000);
