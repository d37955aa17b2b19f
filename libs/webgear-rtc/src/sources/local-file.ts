import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';

/**
 * FFmpeg's address of a file that is there and has bytes in it.
 *
 * With the scheme in front, a name such as `concat:a|b` is a name and no instruction to FFmpeg.
 *
 * @throws WebGearRtcError `WGR_SOURCE_NOT_FOUND`, `WGR_SOURCE_NOT_A_FILE`, `WGR_SOURCE_EMPTY`, `WGR_SOURCE_ACCESS_DENIED`
 */
export async function fileUrl(path: string): Promise<string> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'EACCES' ? 'WGR_SOURCE_ACCESS_DENIED' : 'WGR_SOURCE_NOT_FOUND';
    throw new WebGearRtcError(code, { source: path }, { cause });
  });
  if (found.isDirectory()) throw new WebGearRtcError('WGR_SOURCE_NOT_A_FILE', { source: path });
  // A named pipe has no size either, and may well have pictures.
  if (found.isFile() && found.size === 0) throw new WebGearRtcError('WGR_SOURCE_EMPTY', { source: path });
  return `file:${resolve(path)}`;
}

/** Whether it is a named pipe: nobody knows when somebody writes there. */
export async function isNamedPipe(path: string): Promise<boolean> {
  return (await stat(path)).isFIFO();
}

/**
 * The lowest number of a picture sequence such as `shot%04d.png`: FFmpeg itself looks for 0 to 4 only.
 *
 * @throws WebGearRtcError `WGR_SOURCE_NOT_FOUND` when no file fits
 */
export async function firstNumberOf(pattern: string): Promise<number> {
  const [before = '', after = ''] = basename(pattern).split(/%0?\d*d/, 2);
  const names = await readdir(dirname(resolve(pattern))).catch(() => []);
  const numbers = names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, name.length - after.length))
    .filter((digits) => /^\d+$/.test(digits))
    .map(Number);
  if (numbers.length === 0) throw new WebGearRtcError('WGR_SOURCE_NOT_FOUND', { source: pattern });
  return Math.min(...numbers);
}
