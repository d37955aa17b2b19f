import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

const names = Array.from({ length: 16 }, (_, index) => `camera-${index}`);

const wall = `<!doctype html>
<style>body { margin: 0; display: grid; grid-template-columns: repeat(4, 160px); } webgear-player { width: 160px; height: 90px; }</style>
${names.map((name) => `<webgear-player src="/${name}/"></webgear-player>`).join('\n')}
<script type="module" src="/static/js/webgear-player.js"></script>`;

let browser: Browser;
let host: HostApp;

beforeAll(async () => {
  browser = await launchChromium();
  // Few frames: sixteen encoders and sixteen decoders share two cores in CI.
  const stream = { source: 'test:?size=640x360&rate=4', renditions: [{ height: 360 }, { height: 90 }] };
  host = await HostApp.start({ streams: Object.fromEntries(names.map((name) => [name, stream])) });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

test('a wall of sixteen tiles has a frame in each, of the lowest rung from the start', async () => {
  const page = await browser.newPage();
  await page.route('**/wall.html', (route) => route.fulfill({ contentType: 'text/html', body: wall }));
  await page.goto(`${host.url}wall.html`);
  const startMs = performance.now();
  await page.locator('webgear-player[data-state=live]').nth(15).waitFor({ timeout: 20_000 });
  const joinedMs = performance.now() - startMs;
  // Two seconds are meant, on a machine that does nothing else.
  expect(joinedMs).toBeLessThan(15_000);
  await eventually(
    () => host.service.peers.map(({ rung }) => rung),
    (rungs) => rungs.length === 16 && rungs.every((rung) => rung === '90p'),
    10_000,
  );
  // Nothing but that rung is encoded.
  for (const name of names) {
    const rungs = host.service
      .stream(name)
      .stats()
      .renditions.map((rendition) => 'rung' in rendition && rendition.rung);
    expect(rungs).toEqual(['90p']);
  }
  process.stderr.write(`The wall joined in ${Math.round(joinedMs)} ms.\n`);
  await page.close();
}, 60_000);
