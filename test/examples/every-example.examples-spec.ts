import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { startExample } from '../support/example-app.js';
import { watchPage } from '../support/watch-page.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const names = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const applications = names.filter((name) => existsSync(`${examples}/${name}/main.ts`));

/** Where an example shows video, when that is not at the root. */
const pages: Readonly<Record<string, readonly string[]>> = {
  '002-existing-app': ['/api/camera/'],
  '004-two-cameras': ['/cameras/front/', '/cameras/yard/'],
  '005-own-page-and-theme': ['/garden/'],
  '006-fastify': ['/live/'],
  '009-side-by-side': ['/pair/', '/wall/'],
  '016-metrics-and-health': ['/camera/'],
  '017-cameras-from-a-database': ['/cameras/front/', '/cameras/yard/'],
  '019-permissions-and-links': ['/cameras/front/', '/cameras/yard/'],
  '020-detections-overlay': ['/camera/'],
  '021-analysis': ['/camera/'],
};
const credentials: Readonly<Record<string, string>> = {
  '002-existing-app': 'guest:open sesame',
  '019-permissions-and-links': 'ann:open sesame',
};

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

function readPackage(path: string): PackageFile {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageFile;
}

describe('the examples', () => {
  it('are all in the index, in their order', () => {
    const index = readFileSync(`${examples}/README.md`, 'utf8');
    const listed = [...index.matchAll(/^\| \[([^\]]+)\]\(\1\/README\.md\)/gm)].map(([, name]) => name);
    expect(listed).toEqual(names.sort());
  });

  it.each(names)('%s says how to start it and what there is to see', (name) => {
    const readme = readFileSync(`${examples}/${name}/README.md`, 'utf8');
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Start it',
      'What you see',
    ]);
  });

  it.each(applications)('%s asks for packages that are tested here', (name) => {
    const { dependencies, devDependencies } = readPackage(`${examples}/${name}/package.json`);
    for (const [dependency, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      const installed = readPackage(
        `${examples}/../node_modules/${dependency}/package.json`,
      ) as unknown as Readonly<Record<'version', string>>;
      expect([dependency, range.split('.')[0]]).toEqual([dependency, `^${installed.version.split('.')[0]}`]);
    }
  });
});

describe.each(applications)('%s', (name) => {
  it('serves its pages and shows video on each', async () => {
    await using app = await startExample(name);
    const headers: Record<string, string> =
      credentials[name] === undefined
        ? {}
        : { Authorization: `Basic ${Buffer.from(credentials[name]).toString('base64')}` };
    for (const path of pages[name] ?? ['/']) {
      const page = await fetch(app.url + path, { headers });
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<video')]);
      await watchPage(app.url + path, headers);
    }
    expect(await app.stop()).toBe('by itself');
  }, 60_000);
});
