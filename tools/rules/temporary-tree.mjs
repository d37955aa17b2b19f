import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of files for one test of a rule: `add({ path: content })`, then `remove()`. */
export function temporaryTree() {
  const root = mkdtempSync(join(tmpdir(), 'rules-'));
  return {
    root,
    add(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
