// Takes screenshots of every page and state of the built server at many sizes: `node tools/look-at-pages.mjs <folder> [name of a page …]`
// writes one image for each, and one sheet per page. With `--sheets` it writes the sheets alone, as for docs/images/pages.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from '../test/e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../test/e2e/support/server-process.mjs';
import { looks, lookScenes, sizes } from './screenshots/page-looks.mjs';

const longestWaitMs = 30_000;
const settleMs = 500;
const sheetHeight = 300;

/** In the page: whether every visible player shows what it has to show. */
function allPlay() {
  const players = [...document.querySelectorAll('webgear-player:not([paused])')];
  return players.length > 0 && players.every(({ state }) => state === 'live' || state === 'no-input');
}

async function shoot(browser, url, scene, look, keep) {
  const { path = '', before, after, isLive, waitMs = settleMs, javaScriptEnabled = true } = scene;
  const { colorScheme, prepare, only } = look;
  const context = await browser.newContext({ colorScheme, javaScriptEnabled });
  const shots = [];
  try {
    const page = await context.newPage();
    const [width, height] = only ?? [1440, 900];
    // Chromium asks queries of containers again when widths change, not when `prepare` changes the size of the text.
    await page.setViewportSize({ width: width - 30, height });
    await before?.(page);
    // A page without script never ends to load its stream of images.
    await page.goto(url + path, { waitUntil: javaScriptEnabled ? 'load' : 'commit' });
    if (javaScriptEnabled) await prepare?.(page);
    if (isLive)
      await page.waitForFunction(allPlay, undefined, { timeout: longestWaitMs }).catch(() => undefined);
    await page.waitForTimeout(waitMs);
    for (const [w, h] of only ? [only] : sizes) {
      await page.setViewportSize({ width: w, height: h });
      await page.mouse.move(w / 2 + Math.random() * 9, h / 2);
      await page.waitForTimeout(settleMs);
      await after?.(page);
      const png = await page.screenshot();
      keep(`${scene.name}-${look.name}-${w}x${h}.png`, png);
      shots.push({ caption: `${look.name} ${w}x${h}`, png });
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  } finally {
    await context.close();
  }
  return shots;
}

async function sheet(browser, shots, path) {
  const page = await browser.newPage({ viewport: { width: 1800, height: 400 } });
  const figures = shots.map(
    ({ caption, png }) =>
      `<figure><img height="${sheetHeight}" src="data:image/png;base64,${png.toString('base64')}"><figcaption>${caption}</figcaption></figure>`,
  );
  await page.setContent(
    `<style>body{display:flex;flex-wrap:wrap;gap:8px;font:13px system-ui;background:#777}figure{margin:0}</style>${figures.join('')}`,
  );
  await page.screenshot({ path, fullPage: true, type: 'jpeg', quality: 75 });
  await page.close();
}

const { values, positionals } = parseArgs({
  options: { sheets: { type: 'boolean' } },
  allowPositionals: true,
});
const [target = 'page-looks', ...wanted] = positionals;
const keep = (file, png) => values.sheets !== true && writeFileSync(join(target, file), png);
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-looks-'));
const browser = await launchChromium();
try {
  for (const scene of lookScenes(folder)) {
    if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
    const server = await ServerProcess.start(scene.args);
    try {
      const shots = [];
      for (const look of looks) shots.push(...(await shoot(browser, server.url, scene, look, keep)));
      await sheet(browser, shots, join(target, `${scene.name}.jpg`));
      process.stdout.write(`${scene.name}\n`);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
