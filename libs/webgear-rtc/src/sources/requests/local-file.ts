import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/**
 * The `file:` URL of an existing, non-empty file.
 *
 * The scheme makes FFmpeg take a name such as `concat:a|b` literally.
 *
 * @throws WebGearRtcError `WGR_SOURCE_NOT_FOUND`, `WGR_SOURCE_NOT_A_FILE`, `WGR_SOURCE_EMPTY`,
 *   `WGR_SOURCE_ACCESS_DENIED`
 */
export async function fileUrl(path: string): Promise<string> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'EACCES' ? 'WGR_SOURCE_ACCESS_DENIED' : 'WGR_SOURCE_NOT_FOUND';
    throw new WebGearRtcError(code, { source: path }, { cause });
  });
  if (found.isDirectory()) throw new WebGearRtcError('WGR_SOURCE_NOT_A_FILE', { source: path });
  // A named pipe has size 0 as well.
  if (found.isFile() && found.size === 0) throw new WebGearRtcError('WGR_SOURCE_EMPTY', { source: path });
  return `file:${resolve(path)}`;
}

/** Whether a path is a named pipe, which blocks its reader until a writer opens it. */
export async function isNamedPipe(path: string): Promise<boolean> {
  return (await stat(path)).isFIFO();
}

/**
 * The files of an image sequence in numeric order: `shot%04d.png`, from any number and with gaps, or `*.jpg`.
 *
 * The extension is matched without regard to case, since cameras and programs mix both.
 *
 * @throws WebGearRtcError `WGR_SOURCE_NOT_FOUND` when no file matches
 */
export async function sequencePaths(pattern: string): Promise<readonly string[]> {
  const folder = dirname(pattern);
  const fits = matcherOf(basename(pattern));
  const names = await readdir(folder).catch(() => []);
  const numbered = names.filter((name) => fits.test(name));
  if (numbered.length === 0) throw new WebGearRtcError('WGR_SOURCE_NOT_FOUND', { source: pattern });
  // Numeric order: `f10` after `f9`.
  const order = new Intl.Collator('en', { numeric: true });
  return numbered.sort((a, b) => order.compare(a, b)).map((name) => join(folder, name));
}

/**
 * The lowest number of an image sequence such as `shot%04d.png`: FFmpeg looks for 0 to 4 only.
 *
 * @throws WebGearRtcError `WGR_SOURCE_NOT_FOUND` when no file matches
 */
export async function firstNumberOf(pattern: string): Promise<number> {
  const [first = ''] = await sequencePaths(pattern);
  return Number(matcherOf(basename(pattern)).exec(basename(first))?.[1] ?? 0);
}

function matcherOf(pattern: string): RegExp {
  const extension = extname(pattern);
  const quoted = (text: string): string => text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const stem = quoted(pattern.slice(0, pattern.length - extension.length))
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replace(/%0?\d*d/, String.raw`(\d+)`);
  const ending = [...quoted(extension)].map((c) =>
    /[a-z]/i.test(c) ? `[${c.toLowerCase()}${c.toUpperCase()}]` : c,
  );
  return new RegExp(`^(?!\\.)${stem}${ending.join('').replaceAll('*', '.*')}$`);
}
