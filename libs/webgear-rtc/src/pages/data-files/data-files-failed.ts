import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EACCES: 'the user that runs the server may not write there',
  EPERM: 'the user that runs the server may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a file is where a folder should be',
  EEXIST: 'a file is where a folder should be',
  EISDIR: 'a folder is where a file should be',
};

/** The error for a data folder that cannot be used, with the system's error as text. */
export function dataFilesFailed(path: string, cause: unknown): WebGearRtcError<'WGR_DATA_FILES_FAILED'> {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new WebGearRtcError('WGR_DATA_FILES_FAILED', { path, reason: REASONS[code] ?? message }, { cause });
}
