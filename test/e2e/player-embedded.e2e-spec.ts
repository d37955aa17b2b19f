import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

let browser: Browser;
let host: HostApp;

beforeAll(async () => {
  browser = await launchChromium();
  host = await HostApp.start({ source: 'test:?size=320x180' });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** A custom page on the host of the stream. */
async function openPage(html: string, script: string): Promise<Page> {
  const page = await browser.newPage();
  const contentType = 'text/javascript';
  await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route('**/own.js', (route) => route.fulfill({ contentType, body: script }));
  await page.goto(`${host.url}own.html`);
  return page;
}

function untilPeers(count: number): Promise<number> {
  return eventually(
    () => host.service.peers.length,
    (peers) => peers === count,
    15_000,
  );
}

const livePlayers = 'webgear-player[data-state=live]';

test('on a plain page: several, set up before they are defined, moved without a break, and gone with their sessions', async () => {
  const page = await openPage(
    '<!doctype html><webgear-player id="one"></webgear-player><div id="place"></div><script type="module" src="own.js"></script>',
    `document.querySelector('#one').src = '/';
     document.querySelector('#one').name = 'Early';
     await import('/static/js/webgear-player.js');
     const late = document.createElement('webgear-player');
     late.src = '';
     document.body.append(late);
     late.src = '/';`,
  );
  await page.locator(livePlayers).nth(1).waitFor();
  expect(await page.locator('.name').first().textContent()).toBe('Early');
  await untilPeers(2);
  const ids = host.service.peers.map(({ peerId }) => peerId);

  await page.evaluate(() => document.querySelector('#place')?.append(document.querySelector('#one') ?? ''));
  await page.waitForFunction(() => {
    const { video } = document.querySelector('#one') as unknown as { video: HTMLVideoElement };
    return new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(true)));
  });
  expect(host.service.peers.map(({ peerId }) => peerId)).toEqual(ids);

  await page.evaluate(() => document.querySelector('#one')?.remove());
  await untilPeers(1);
  await page.close();
  await untilPeers(0);
}, 60_000);

test('under a strict policy, in the language of the nearest lang, which may change, and with texts of the page', async () => {
  const page = await openPage(
    `<!doctype html><html lang="fr"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self'">
     <div lang="de-CH"><webgear-player src="/" controls="full"></webgear-player></div><script type="module" src="own.js"></script>`,
    `const { WebGearPlayer } = await import('/static/js/webgear-player.js');
     WebGearPlayer.words = { 'de-ch': { pause: 'Halt' }, sv: { fullScreen: 'Helskärm' } };`,
  );
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const player = page.locator('webgear-player');
  const button = (name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).waitFor({ state: 'attached' });
  await button('Vollbild');
  await button('Halt');
  await player.evaluate((element) => element.setAttribute('lang', 'ja'));
  await button('全画面');
  await player.evaluate((element) => element.removeAttribute('lang'));
  await page.evaluate(() => document.querySelector('div')?.removeAttribute('lang'));
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'sv'));
  await button('Helskärm');
  await button('Pause');
  await player.evaluate((element) => Object.assign(element, { words: { pause: 'Hold' } }));
  await button('Hold');
  // A language that the page has not deployed is shown in English.
  await page.route('**/webgear-player.pl.js', (route) => route.fulfill({ status: 404 }));
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'pl'));
  await button('Full screen');
  expect(problems.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
  await page.close();
  await untilPeers(0);
}, 60_000);

test.each(['react', 'vue', 'svelte', 'angular'])(
  'on a page that is bundled with %s: attributes and texts follow its state, and its events arrive',
  async (framework) => {
    const bundler = fileURLToPath(
      new URL('support/framework-pages/bundle-framework-page.mjs', import.meta.url),
    );
    const options = { timeout: 30_000, maxBuffer: 20_000_000 };
    const { stdout } = await promisify(execFile)(process.execPath, [bundler, framework], options);
    const page = await openPage('<!doctype html><script type="module" src="own.js"></script>', stdout);
    await page.locator(livePlayers).waitFor();
    await page.locator('output').getByText('live').waitFor();
    await page.locator('p').getByText('320', { exact: true }).waitFor();
    const texts = await page.locator('webgear-player.camera').evaluate((player) => {
      const { words } = player as unknown as { words: Record<string, string> };
      return [words['chipLive'], words['fullScreen']];
    });
    expect(texts).toEqual(['On air', 'Vollbild']);
    const toggle = page.getByRole('button', { name: 'Hold or go' });
    await toggle.click();
    await page.locator('output').getByText('paused').waitFor();
    await untilPeers(0);
    await toggle.click();
    await page.locator('output').getByText('live').waitFor();
    expect(host.service.peers).toHaveLength(1);
    await page.close();
    await untilPeers(0);
  },
  60_000,
);
