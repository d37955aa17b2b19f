// Takes the screenshots in docs/images/ of the built server, in Chromium: all of them, or those that are named. Look at each
// before you commit it.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../test/e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../test/e2e/support/server-process.mjs';
import { pageScenes } from './screenshots/pages.mjs';
import { shootStates } from './screenshots/shoot-states.mjs';
import { makeSmaller } from './screenshots/smaller-png.mjs';

const images = fileURLToPath(new URL('../docs/images', import.meta.url));
const longestWaitMs = 30_000;
const controlsFadeMs = 4000;

function done(name) {
  const path = join(images, `${name}.png`);
  makeSmaller(path);
  process.stdout.write(`docs/images/${name}.png  ${Math.round(statSync(path).size / 1000)} kB\n`);
}

async function shootPage(
  browser,
  url,
  { name, device, colorScheme, path = '', height, isLive = false, isIdle },
) {
  const context = await browser.newContext({ ...device, colorScheme });
  try {
    const page = await context.newPage();
    await page.goto(url + path);
    if (isLive) {
      await page.waitForFunction(allPlay, undefined, { timeout: longestWaitMs });
      await page.waitForTimeout(isIdle ? controlsFadeMs : 500);
    }
    const clip = height && { x: 0, y: 0, width: device.viewport.width, height };
    await page.screenshot({ path: join(images, `${name}.png`), clip });
    done(name);
  } finally {
    await context.close();
  }
}

/** In the page: whether every visible player shows what it has to show. */
function allPlay() {
  const players = [...document.querySelectorAll('webgear-player:not([paused])')];
  return players.length > 0 && players.every(({ state }) => state === 'live' || state === 'no-input');
}

async function shootScene(browser, { args, shots }) {
  const server = await ServerProcess.start(args);
  try {
    for (const shot of shots) await shootPage(browser, server.url, shot);
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

const names = process.argv.slice(2);
const isWanted = ({ name }) => names.length === 0 || names.includes(name);
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-screenshots-'));
mkdirSync(images, { recursive: true });
const browser = await launchChromium();
try {
  for (const { args, shots } of pageScenes(folder)) {
    const wanted = shots.filter(isWanted);
    if (wanted.length > 0) await shootScene(browser, { args, shots: wanted });
  }
  for (const colorScheme of ['dark', 'light']) {
    const name = colorScheme === 'dark' ? 'states' : 'states-light';
    if (!isWanted({ name })) continue;
    await shootStates(browser, colorScheme, folder, join(images, `${name}.png`));
    done(name);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
