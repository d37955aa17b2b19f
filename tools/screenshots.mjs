// Takes the pictures in docs/images/ of the built server, in Chromium: all of them, or those that are named. Look at each
// before you commit it.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../test/e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../test/e2e/support/server-process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const desktop = { viewport: { width: 1280, height: 860 } };
const phone = { viewport: { width: 390, height: 600 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Which pages there are to see, and what the server is started with for them. */
function scenes(folder) {
  return [
    {
      args: [],
      shots: [
        { name: 'index', device: desktop, isLive: true },
        { name: 'index-phone', device: phone, isLive: true },
        { name: '404', device: desktop, height: 360, path: 'no-such-page' },
      ],
    },
    {
      args: ['--config', writeConfig(folder, { streams: { front: 'test:', yard: 'test:?size=640x480' } })],
      shots: [
        { name: 'list', device: desktop, height: 360 },
        { name: 'list-phone', device: phone },
      ],
    },
    {
      args: ['--options', JSON.stringify({ overlay })],
      shots: [{ name: 'overlay', device: desktop, isLive: true }],
    },
    {
      args: ['--custom-data-location', brokenPages(folder)],
      shots: [{ name: '500', device: desktop, height: 360 }],
    },
    {
      args: ['--custom-data-location', brokenPages(folder), '--logging'],
      // As far as the user's own file goes: below are the paths of the machine this runs on.
      shots: [{ name: 'traceback', device: desktop, height: 400 }],
    },
  ];
}

/** As the guide writes it. */
const overlay = [
  { text: 'Yard\nNorth gate', background: '#203060c0' },
  { clock: '%d.%m.%Y %H:%M:%S', timeZone: 'Europe/Vienna', position: 'bottom-right', color: 'yellow' },
];

function writeConfig(folder, { streams }) {
  const file = join(folder, 'streams.json');
  const options = Object.entries(streams).map(([name, source]) => [name, { source }]);
  writeFileSync(file, JSON.stringify({ streams: Object.fromEntries(options) }));
  return file;
}

/** Page files as a user may leave them behind: with an expression that is never closed. */
function brokenPages(folder) {
  const location = mkdtempSync(join(folder, 'pages-'));
  const files = join(location, '.vidgear/webgear_rtc');
  cpSync(join(root, 'templates'), files, { recursive: true });
  writeFileSync(
    join(files, 'templates/index.html'),
    '{{#> base}}\n{{#*inline "content"}}\n  <h1>{{title</h1>\n{{/inline}}\n{{/base}}\n',
  );
  return location;
}

async function shoot(browser, url, { name, device, path = '', height, isLive = false }) {
  const context = await browser.newContext(device);
  try {
    const page = await context.newPage();
    await page.goto(url + path);
    if (isLive) await page.waitForFunction(() => document.querySelector('video').currentTime > 2);
    const clip = height && { x: 0, y: 0, width: device.viewport.width, height };
    await page.screenshot({ path: join(images, `${name}.png`), clip });
    process.stdout.write(`docs/images/${name}.png\n`);
  } finally {
    await context.close();
  }
}

async function shootScene(browser, { args, shots }) {
  const server = await ServerProcess.start(args);
  try {
    for (const shot of shots) await shoot(browser, server.url, shot);
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

const names = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-screenshots-'));
mkdirSync(images, { recursive: true });
const browser = await launchChromium();
try {
  for (const { args, shots } of scenes(folder)) {
    const wanted = shots.filter(({ name }) => names.length === 0 || names.includes(name));
    if (wanted.length > 0) await shootScene(browser, { args, shots: wanted });
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
