import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = fileURLToPath(new URL('../../templates', import.meta.url));

const desktop = { viewport: { width: 1120, height: 720 } };
const phone = {
  viewport: { width: 360, height: 640 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 1.5,
};

/** As the guide writes it. */
const overlay = [
  { text: 'Yard\nNorth gate', background: '#203060c0' },
  { clock: '%d.%m.%Y %H:%M:%S', timeZone: 'Europe/Vienna', position: 'bottom-right', color: 'yellow' },
];

const streams = {
  front: { source: 'test:' },
  yard: { source: 'test:?size=640x480' },
  workshop: { source: 'test:barcode' },
  // Nobody listens there.
  gate: { source: 'rtsp://127.0.0.1:9/gate' },
};

/**
 * Which pages there are to see, and what the server is started with for them.
 *
 * @param folder for what they need, which goes afterwards
 */
export function pageScenes(folder) {
  const configFile = join(folder, 'streams.json');
  writeFileSync(configFile, JSON.stringify({ streams }));
  return [
    {
      args: [],
      shots: [...everyLook('index', { isLive: true }), ...twoLooks('404', { path: 'no-such-page' })],
    },
    { args: ['--config', configFile], shots: everyLook('list', { isLive: true }) },
    {
      args: ['--options', JSON.stringify({ overlay })],
      // Without the controls, which would lie upon what is written.
      shots: [{ name: 'overlay', colorScheme: 'dark', device: desktop, isLive: true, isIdle: true }],
    },
    { args: ['--custom-data-location', brokenPages(folder)], shots: twoLooks('500') },
    {
      args: ['--custom-data-location', brokenPages(folder), '--logging'],
      // As far as the user's own file goes: below are the paths of the machine this runs on.
      shots: twoLooks('traceback', { height: 462 }),
    },
  ];
}

function everyLook(name, rest) {
  return [
    { name, colorScheme: 'dark', device: desktop, ...rest },
    { name: `${name}-light`, colorScheme: 'light', device: desktop, ...rest },
    { name: `${name}-phone`, colorScheme: 'dark', device: phone, ...rest },
    { name: `${name}-phone-light`, colorScheme: 'light', device: phone, ...rest },
  ];
}

function twoLooks(name, rest) {
  return [
    { name, colorScheme: 'dark', device: desktop, ...rest },
    { name: `${name}-phone-light`, colorScheme: 'light', device: phone, ...rest },
  ];
}

/** Page files as a user may leave them behind: with an expression that is never closed. */
function brokenPages(folder) {
  const location = mkdtempSync(join(folder, 'pages-'));
  const files = join(location, '.vidgear/webgear_rtc');
  cpSync(templates, files, { recursive: true });
  writeFileSync(
    join(files, 'templates/index.html'),
    '{{#> base}}\n{{#*inline "content"}}\n  <h1>{{title</h1>\n{{/inline}}\n{{/base}}\n',
  );
  return location;
}
