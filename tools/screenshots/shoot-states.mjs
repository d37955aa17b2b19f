import { ServerProcess } from '../../test/e2e/support/server-process.mjs';
import { playerStates } from './player-states.mjs';

// Wide enough for the controls beside a notice.
const viewport = { width: 512, height: 288 };
const columns = 3;
const longestWaitMs = 40_000;

/**
 * All states of the player in one image.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {'dark' | 'light'} colorScheme
 * @param {string} folder for what it needs, which goes afterwards
 * @param {string} path where the image goes
 */
export async function shootStates(browser, colorScheme, folder, path) {
  const shots = [];
  for (const wanted of playerStates(folder)) {
    const server = await ServerProcess.start(wanted.args);
    try {
      shots.push({
        caption: wanted.caption ?? wanted.state,
        png: await shootState(browser, colorScheme, server, wanted),
      });
    } finally {
      await server[Symbol.asyncDispose]();
    }
  }
  await shootSheet(browser, colorScheme, shots, path);
}

async function shootState(browser, colorScheme, server, { state, attributes = {}, before, after }) {
  const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
  try {
    const page = await context.newPage();
    await before?.(page);
    // The player alone, in place of a page of the server that has none.
    await page.goto(`${server.url}no-such-page`);
    const markup = Object.entries({ src: server.url, name: 'Yard', ...attributes }).map(
      ([name, value]) => `${name}="${value}"`,
    );
    await page.setContent(
      `<!doctype html><body style="margin:0"><webgear-player ${markup.join(' ')}></webgear-player>`,
    );
    await page.addScriptTag({ url: `${server.url}static/js/webgear-player.js`, type: 'module' });
    if (after !== undefined) {
      await reach(page, 'live');
      await after({ page, server });
    }
    await reach(page, state);
    await page.waitForTimeout(300);
    const png = await page.screenshot();
    // An offer may be on its way, and its answer would find the page gone.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    return png;
  } finally {
    await context.close();
  }
}

async function reach(page, state) {
  await page.waitForSelector(`webgear-player[data-state="${state}"]`, { timeout: longestWaitMs });
}

async function shootSheet(browser, colorScheme, shots, path) {
  const page = await browser.newPage({
    colorScheme,
    viewport: { width: columns * (viewport.width + 20), height: 400 },
  });
  const figures = shots.map(
    ({ caption, png }) =>
      `<figure><img src="data:image/png;base64,${png.toString('base64')}"><figcaption>${caption}</figcaption></figure>`,
  );
  await page.setContent(`<style>
    :root { color-scheme: ${colorScheme}; font: 15px/1.6 system-ui, sans-serif; text-align: center }
    body { display: grid; grid-template-columns: repeat(${columns}, ${viewport.width}px); gap: 12px; margin: 10px }
    figure { margin: 0 } img { display: block }
  </style>${figures.join('')}`);
  await page.screenshot({ path, fullPage: true });
  await page.close();
}
