import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { dataFilesFailed } from './data-files-failed.js';

/**
 * Path of the data folder, whether or not it exists: below `customDataLocation` or the home folder.
 *
 * @throws WebGearRtcError `WGR_DATA_FILES_FAILED` if `customDataLocation` is not a folder, or it is not set and there is no
 *   home folder
 */
export async function dataFolderPath(customDataLocation: string | undefined): Promise<string> {
  if (customDataLocation !== undefined) await assertFolder(customDataLocation);
  const location = resolve(customDataLocation ?? homeFolder());
  // VidGear accepts the folder itself too.
  return basename(location) === '.vidgear'
    ? join(location, 'webgear_rtc')
    : join(location, '.vidgear/webgear_rtc');
}

function homeFolder(): string {
  let home = '';
  try {
    home = homedir();
  } catch {
    // Without HOME the user database is consulted, and a container often runs as a user that is not in it.
  }
  // An empty HOME would resolve to the working directory.
  if (home !== '') return home;
  throw dataFilesFailed(
    '~/.vidgear/webgear_rtc',
    new Error('the user that runs the server has no home folder'),
  );
}

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw dataFilesFailed(path, cause);
    // It may exist; reading it will show.
    return undefined;
  });
  if (found?.isDirectory() === false) throw dataFilesFailed(path, new Error('it is a file, not a folder'));
}
