import { expect, test } from '@jest/globals';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from './support/server-process.mjs';

test('the page files are below the home folder, to be edited there', async () => {
  await using server = await ServerProcess.start(['--logging']);
  const folder = join(server.home, '.vidgear', 'webgear_rtc');
  expect(server.output).toContain(folder);
  expect(existsSync(join(folder, 'static/css/custom.css'))).toBe(true);
  writeFileSync(
    join(folder, 'templates/index.html'),
    '{{#> base}}{{#*inline "content"}}mine{{/inline}}{{/base}}',
  );
  expect(await (await fetch(server.url)).text()).toMatch(/<main>\s*mine\s*<\/main>/);
  const styles = async (): Promise<string> =>
    (await fetch(new URL('static/css/custom.css', server.url))).text();
  const builtIn = await styles();
  writeFileSync(join(folder, 'static/css/custom.css'), '/* mine */');
  expect(await styles()).toBe('/* mine */');
  rmSync(join(folder, 'static/css/custom.css'));
  expect(await styles()).toBe(builtIn);
}, 30_000);
