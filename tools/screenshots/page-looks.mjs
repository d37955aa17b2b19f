import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = fileURLToPath(new URL('../../templates', import.meta.url));

/** Windows that each page is looked at in. */
export const sizes = [
  [320, 568],
  [390, 844],
  [844, 390],
  [768, 1024],
  [1440, 900],
  [2560, 1440],
];

/** Ways to look at a page beside its size; the last two at one size only. */
export const looks = [
  { name: 'dark', colorScheme: 'dark' },
  { name: 'light', colorScheme: 'light' },
  { name: 'rtl', colorScheme: 'dark', only: [1440, 900], prepare: mirror },
  { name: 'text-200', colorScheme: 'dark', only: [768, 1024], prepare: enlarge },
];

const names = [
  ['front-door'],
  ['driveway'],
  ['back-garden'],
  ['garage'],
  ['workshop'],
  ['nest-box'],
  ['north-gate', 'Yard, north gate'],
  ['kitchen'],
  ['stairs'],
  ['dock-1', 'Loading dock 1'],
  ['dock-2', 'Loading dock 2'],
  ['server-room'],
  ['roof'],
  ['car-park', 'Car park level 1, overview of the east side, with the ramp'],
  ['lobby'],
  ['gate', 'بوابة'],
];

/** A quiet wall: so many small streams play on a small machine. */
function wall(number, { dead } = {}) {
  return Object.fromEntries(
    names.slice(0, number).map(([name, title], index) => [
      name,
      {
        source: index === dead ? 'rtsp://127.0.0.1:9/' : 'test:?size=320x180&rate=3',
        ...(title && { title }),
      },
    ]),
  );
}

/**
 * The pages and their states.
 *
 * @param folder for what they need, which goes afterwards
 */
export function lookScenes(folder) {
  const config = (name, content) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(content));
    return ['--config', file];
  };
  const sized = (size) => ['--source', `test:?size=${size}&rate=10`];
  const broken = () => ['--custom-data-location', brokenPages(folder)];
  const streams = config('streams', { title: 'Our house', streams: wall(4) });
  return [
    { name: 'index', args: ['--source', 'test:'], isLive: true },
    { name: 'index-portrait', args: sized('360x640'), isLive: true },
    { name: 'index-4x3', args: sized('640x480'), isLive: true },
    { name: 'index-21x9', args: sized('840x360'), isLive: true },
    { name: 'stream', args: streams, path: 'driveway/', isLive: true },
    { name: 'index-connecting', args: [], before: (page) => page.route('**/offer', () => undefined) },
    { name: 'index-noscript', args: [], javaScriptEnabled: false },
    { name: 'wall-1', args: config('one', { streams: wall(1) }), isLive: true },
    { name: 'wall-2', args: config('two', { streams: wall(2) }), isLive: true },
    { name: 'wall-4', args: streams, isLive: true },
    { name: 'wall-16', args: config('many', { streams: wall(16, { dead: 6 }) }), isLive: true },
    {
      name: 'wall-16-focus',
      args: config('focus', { streams: wall(16, { dead: 6 }) }),
      path: '?layout=focus',
      isLive: true,
    },
    { name: 'wall-9-three', args: config('nine', { streams: wall(9) }), path: '?layout=3', isLive: true },
    {
      name: 'wall-menu',
      args: streams,
      isLive: true,
      after: (page) => page.click('#layout', { timeout: 500 }).catch(() => undefined),
    },
    {
      name: 'wall-offline',
      args: streams,
      before: (page) => page.route('**/offer', (route) => route.abort()),
      waitMs: 5000,
    },
    { name: 'wall-noscript', args: streams, javaScriptEnabled: false },
    { name: '404', args: [], path: 'no-such-page' },
    { name: '404-camera', args: streams, path: 'cellar/' },
    { name: '500', args: broken() },
    { name: 'traceback', args: [...broken(), '--logging'], after: withoutPaths(folder) },
    { name: 'publish', args: ['--source', 'whip:', '--publish-page'], path: 'publish' },
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

/** With the paths of a server in place of those of the machine that this runs on. */
function withoutPaths(folder) {
  const here = [
    [folder, '/home/camera'],
    [fileURLToPath(new URL('../..', import.meta.url)), '/opt/webgear-rtc/'],
  ];
  return (page) =>
    page.evaluate((paths) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode())
        for (const [path, other] of paths) text.data = text.data.replaceAll(path, other);
    }, here);
}

function mirror(page) {
  return page.evaluate(() => (document.documentElement.dir = 'rtl'));
}

/** As a browser does whose user wants larger text. */
function enlarge(page) {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html { font-size: 200% }');
    document.adoptedStyleSheets = [sheet];
  });
}
