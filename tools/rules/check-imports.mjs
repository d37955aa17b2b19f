import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importRules } from './import-direction.mjs';

const oxlint = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint');

/** What in the library and the application below `root` breaks the import rules, as violations in file order. */
export function checkImports(root) {
  const folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  try {
    const configuration = join(folder, 'oxlint.json');
    writeFileSync(configuration, JSON.stringify(importRules()));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [oxlint, '-c', configuration, '--format=json', 'libs', 'src'],
      { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (!stdout.includes('"diagnostics"')) throw new Error(`oxlint said: ${stderr}${stdout}`);
    return JSON.parse(stdout)
      .diagnostics.map(({ message, help, filename, labels }) => ({
        path: filename.replaceAll('\\', '/'),
        line: labels[0]?.span.line ?? 1,
        rule: 'import-direction',
        detail: `${message} ${help ?? ''}`.trim(),
      }))
      .toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
