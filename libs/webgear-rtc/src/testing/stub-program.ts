import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import type { TemporaryFolder } from './temporary-folder.js';

/**
 * Puts a program in a folder that behaves as a test needs it.
 *
 * @param script JavaScript of a module
 * @returns its path
 */
export async function stubProgram(folder: TemporaryFolder, name: string, script: string): Promise<string> {
  const path = folder.file(name);
  // Without a suffix Node takes a file for CommonJS, hence the detour.
  const source = `import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(script)}));\n`;
  await writeFile(path, `#!${process.execPath}\n${source}`);
  await chmod(path, 0o755);
  return path;
}

/** Puts a folder in front of the `PATH`; the returned function takes it away again. */
export function programPath(folder: TemporaryFolder): () => void {
  const before = process.env['PATH'];
  process.env['PATH'] = [dirname(folder.file('any')), before].join(delimiter);
  return () => {
    process.env['PATH'] = before;
  };
}
