import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thirdPartyNotices } from './third-party-notices.mjs';

let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notices-'));
});

afterEach(() => rmSync(root, { recursive: true }));

/** @returns a file of the package */
function install(name, license, licenceFile) {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
  if (licenceFile !== undefined) writeFileSync(join(folder, licenceFile), `The terms of ${name}\n`);
  return join(folder, 'index.js');
}

test('each package is named once, with its terms, and our own code not at all', () => {
  const inScope = install('@scope/b', 'MIT', 'LICENSE.md');
  const other = install('a', 'BSD-3-Clause', 'licence');
  const notices = thirdPartyNotices([join(root, 'src/main.js'), inScope, inScope, other, '\0runtime']);
  expect(notices.match(/^.* 1\.2\.3 .*$/gm)).toEqual(['@scope/b 1.2.3 (MIT)', 'a 1.2.3 (BSD-3-Clause)']);
  expect(notices).toContain('The terms of @scope/b');
  expect(notices).toContain('The terms of a');
  expect(notices).not.toContain('main.js');
});

test('a package without a file for its terms is named all the same', () => {
  expect(thirdPartyNotices([install('bare', 'MIT')])).toContain('bare 1.2.3 (MIT)');
});
