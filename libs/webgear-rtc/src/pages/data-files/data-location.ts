import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { dataFilesFailed } from './data-files-failed.js';

/**
 * Path of the data folder, whether or not it exists: below the stated location, or below the home folder.
 *
 * @throws WebGearRtcError `WGR_DATA_FILES_FAILED` when the stated location is no folder, or nothing is stated and there is no
 *   home folder
 */
export async function dataFolderPath(customDataLocation: string | undefined): Promise<string> {
  if (customDataLocation !== undefined) await assertFolder(customDataLocation);
  const location = resolve(customDataLocation ?? homeFolder());
  // VidGear's users may name the folder itself.
  return basename(location) === '.vidgear'
    ? join(location, 'webgear_rtc')
    : join(location, '.vidgear/webgear_rtc');
}

function homeFolder(): string {
  let home = '';
  try {
    home = homedir();
  } catch {
    // Without HOME the system's list of users is asked, and a container often runs as a user that is not in it.
  }
  // An empty HOME would mean the working directory.
  if (home !== '') return home;
  throw dataFilesFailed(
    '~/.vidgear/webgear_rtc',
    new Error('the user that runs the server has no home folder'),
  );
}

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw dataFilesFailed(path, cause);
    // It may be there; reading it will tell.
    return undefined;
  });
  if (found?.isDirectory() === false) throw dataFilesFailed(path, new Error('it is a file, not a folder'));
}
