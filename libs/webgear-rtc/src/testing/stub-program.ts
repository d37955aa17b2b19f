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

/** Puts a program in a folder that prints the next of these at each run, and the last one from then on; `calls` gets its arguments. */
export async function stubListings(
  folder: TemporaryFolder,
  name: string,
  listings: readonly object[],
): Promise<void> {
  await writeFile(folder.file('listings'), JSON.stringify(listings));
  await stubProgram(
    folder,
    name,
    `import { appendFileSync, readFileSync } from 'node:fs';
     const calls = ${JSON.stringify(folder.file('calls'))};
     appendFileSync(calls, process.argv.slice(2).join(' ') + '\\n');
     const run = readFileSync(calls, 'utf8').trim().split('\\n').length - 1;
     const listings = JSON.parse(readFileSync(${JSON.stringify(folder.file('listings'))}, 'utf8'));
     console.log(JSON.stringify(listings[Math.min(run, listings.length - 1)]));`,
  );
}

/** Puts a folder in front of the `PATH`; the returned function takes it away again. */
export function programPath(folder: TemporaryFolder): () => void {
  const before = process.env['PATH'];
  process.env['PATH'] = [dirname(folder.file('any')), before].join(delimiter);
  return () => {
    process.env['PATH'] = before;
  };
}
