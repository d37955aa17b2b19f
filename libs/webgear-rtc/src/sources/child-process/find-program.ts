import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * Path of the first of these programs found on the `PATH`; the first name if none is, so that starting it reports the
 * error.
 */
export async function findProgram(
  names: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) if (await isExecutable(join(folder, name))) return join(folder, name);
  }
  return names[0];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
