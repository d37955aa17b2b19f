// Puts the documentation into the library's folder while it is packed (`copy`), and takes it out again (`remove`): who
// has installed the package has no repository at hand.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const path of ['docs', 'examples', 'CHANGELOG.md']) {
  const copy = `${root}libs/webgear-rtc/${path}`;
  rmSync(copy, { recursive: true, force: true });
  if (process.argv[2] !== 'copy') continue;
  cpSync(`${root}${path}`, copy, {
    recursive: true,
    filter: (source) => !/[/\\](?:node_modules|dist|images)$/.test(source),
  });
}
