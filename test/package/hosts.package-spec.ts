import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppProcess } from '../support/app-process.js';
import { watchPage } from '../support/watch-page.js';
import { InstalledHost } from './support/installed-host.js';
import { PackedLibrary } from './support/packed-library.js';

const installTimeoutMs = 150_000;
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
  let host: InstalledHost;
  beforeAll(async () => {
    host = await InstalledHost.install('nest-12-esm', library.tarball);
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
    'import the module, serve the page, open the source and end',
    async () => {
      expect(await host.test(runner, args)).toMatch(/Tests:?\s+3 passed/);
    },
    watchTimeoutMs,
  );
});
