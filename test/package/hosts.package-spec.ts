import { stripVTControlCharacters } from 'node:util';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppProcess } from '../support/app-process.js';
import { watchPage } from '../support/watch-page.js';
import type { Confinement } from './support/confined-user.js';
import { InstalledHost } from './support/installed-host.js';
import { PackedLibrary } from './support/packed-library.js';

const installTimeoutMs = 240_000;
const watchTimeoutMs = 60_000;

let library: PackedLibrary;
beforeAll(async () => {
  library = await PackedLibrary.pack();
}, installTimeoutMs);
afterAll(() => library[Symbol.dispose]());

async function expectVideo(app: AppProcess): Promise<void> {
  const page = await fetch(`${app.url}/camera/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<video')]);
  await watchPage(`${app.url}/camera/`);
  expect(await (await fetch(`${app.url}/state`)).text()).toBe('live');
}

describe('an application of Nest 12 in ES modules', () => {
  const edited = '{{#> base}}{{#*inline "content"}}ours{{/inline}}{{/base}}';
  let host: InstalledHost;
  beforeAll(async () => {
    host = await InstalledHost.install('nest-12-esm', library.tarball);
    await host.compile();
    // As an image has it, for all users.
    chmodSync(host.folder, 0o755);
    for (const location of ['complete', 'incomplete', 'empty', 'disk', 'unreadable']) {
      mkdirSync(join(host.folder, location));
      if (location === 'empty' || location === 'disk') continue;
      const folder = join(host.folder, location, '.vidgear/webgear_rtc');
      cpSync(join(host.folder, 'node_modules/nestjs-webgear-rtc/dist/templates'), folder, {
        recursive: true,
      });
      writeFileSync(join(folder, 'templates/index.html'), edited);
    }
    rmSync(join(host.folder, 'incomplete/.vidgear/webgear_rtc/templates/404.html'));
    chmodSync(join(host.folder, 'unreadable/.vidgear/webgear_rtc/templates'), 0o700);
  }, installTimeoutMs);
  afterAll(() => host[Symbol.dispose]());

  it(
    'shows video, and ends when told to',
    async () => {
      await using app = await host.start();
      await expectVideo(app);
      expect(await app.stop()).toBe('by itself');
    },
    watchTimeoutMs,
  );

  it(
    'starts as a context without HTTP, and as a microservice',
    async () => expect(await host.run('without-http.js')).toBe('context idle\nmicroservice idle\n'),
    watchTimeoutMs,
  );

  it.each<[name: string, confinement: Omit<Confinement, 'folder'>, page: RegExp, warnings: number]>([
    ['without a home', {}, /<webgear-player/, 1],
    ['with a home that is not there', { environment: { HOME: '/nonexistent' } }, /<webgear-player/, 1],
    ['with a home below /proc', { environment: { HOME: '/proc/none' } }, /<webgear-player/, 1],
    ['with a home that is a file', { environment: { HOME: '/etc/hostname' } }, /<webgear-player/, 1],
    ['with an empty word for its home', { environment: { HOME: '' } }, /<webgear-player/, 1],
    ['with a full disk', { environment: { HOME: '%/disk' }, fullDisk: 'disk' }, /<webgear-player/, 1],
    ['with page files to read', { environment: { DATA_LOCATION: '%/complete' } }, /ours/, 0],
    [
      'with page files of which one is missing',
      { environment: { DATA_LOCATION: '%/incomplete' } },
      /ours/,
      1,
    ],
    ['with a folder to read', { environment: { DATA_LOCATION: '%/empty' } }, /<webgear-player/, 1],
    ['with page files of others', { environment: { DATA_LOCATION: '%/unreadable' } }, /<webgear-player/, 1],
  ])(
    'starts in a container as an unknown user %s, and says so in one warning at most',
    async (_name, confinement, page, warnings) => {
      await using app = await host.startConfined('read-only.js', confinement);
      expect(await (await fetch(`${app.url}/camera/`)).text()).toMatch(page);
      const lost = await fetch(`${app.url}/camera/none`, { headers: { Accept: 'text/html' } });
      expect([lost.status, await lost.text()]).toEqual([
        404,
        expect.stringContaining('There is no such page'),
      ]);
      expect((await fetch(`${app.url}/camera/static/js/webgear-player.js`)).status).toBe(200);
      expect(app.output.match(/\bWARN\b/g)?.length ?? 0).toBe(warnings);
      expect(await app.stop()).toBe('by itself');
    },
    watchTimeoutMs,
  );
});

describe('an application of Nest 11 in CommonJS', () => {
  let host: InstalledHost;
  beforeAll(async () => {
    host = await InstalledHost.install('nest-11-commonjs', library.tarball);
    await host.compile();
  }, installTimeoutMs);
  afterAll(() => host[Symbol.dispose]());

  it(
    'shows video, and ends when told to',
    async () => {
      await using app = await host.start();
      await expectVideo(app);
      expect(await app.stop()).toBe('by itself');
    },
    watchTimeoutMs,
  );

  it(
    'starts as a context without HTTP, and as a microservice',
    async () => expect(await host.run('without-http.js')).toBe('context idle\nmicroservice idle\n'),
    watchTimeoutMs,
  );

  it(
    'has an OpenAPI document of its own routes alone',
    async () => expect(JSON.parse(await host.run('openapi.js'))).toEqual(['/api/birds']),
    watchTimeoutMs,
  );

  it(
    'has a health check of terminus 11, and its metrics in the registry of prom-client',
    async () =>
      expect(JSON.parse(await host.run('operations.js'))).toEqual([
        200,
        { video: { status: 'up', streams: { default: 'idle' } } },
        'webgear_rtc_stream_state{stream="default",state="idle"} 1',
      ]),
    watchTimeoutMs,
  );

  it(
    'serves folders with the release of @nestjs/serve-static that fits it',
    async () => {
      await using app = await host.start();
      const file = await fetch(`${app.url}/camera/compiled/main.js`);
      expect([file.status, await file.text()]).toEqual([200, expect.stringContaining('require(')]);
    },
    watchTimeoutMs,
  );

  it(
    'finds the types with the older way of resolving modules, too',
    () => expect(host.compile('tsconfig.older.json')).resolves.toBeUndefined(),
    watchTimeoutMs,
  );
});

describe.each([
  ['Nest 11 under Jest, as its command line sets it up', 'nest-11-jest', 'jest', []],
  ['Nest 12 under Vitest', 'nest-12-vitest', 'vitest', ['run']],
] as const)("an application's own tests: %s", (_, name, runner, args) => {
  let host: InstalledHost;
  beforeAll(async () => {
    host = await InstalledHost.install(name, library.tarball);
  }, installTimeoutMs);
  afterAll(() => host[Symbol.dispose]());

  it(
    'import the module, serve the page, open the source or one of the test, and end',
    async () => {
      expect(stripVTControlCharacters(await host.test(runner, args))).toMatch(/Tests:?\s+4 passed/);
    },
    watchTimeoutMs,
  );
});
