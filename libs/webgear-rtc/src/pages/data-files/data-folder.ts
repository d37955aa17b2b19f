import { existsSync } from 'node:fs';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { isForeignTemplate } from './foreign-template.js';
import type { PackageFile } from './package-files.js';
import { sha256 } from './package-files.js';
import { writeVerified } from './write-verified.js';
import { noteWrittenFiles, readWrittenFiles } from './written-files.js';

/** The pages without which nothing can be shown. Where one is missing, the whole default set is written. */
export const CRITICAL_FILES = ['templates/index.html', 'templates/404.html', 'templates/500.html'] as const;

/** The folder below which users edit their page files. */
export class DataFolder {
  private constructor(
    /** Absolute path. */
    readonly path: string,
  ) {}

  /**
   * The folder at a location, or below the home folder.
   *
   * @throws WebGearRtcError `WGR_DATA_FILES_FAILED` when a stated location is no writable folder
   */
  static async at(customDataLocation: string | undefined): Promise<DataFolder> {
    if (customDataLocation !== undefined) await assertWritableFolder(customDataLocation);
    const location = resolve(customDataLocation ?? homedir());
    // VidGear's users may name the folder itself.
    const parent = basename(location) === '.vidgear' ? location : join(location, '.vidgear');
    return new DataFolder(join(parent, 'webgear_rtc'));
  }

  /** Whether all critical files are there. */
  isComplete(): boolean {
    return CRITICAL_FILES.every((path) => existsSync(this.resolve(path)));
  }

  /** Whether a template here belongs to Python VidGear. */
  async holdsForeignTemplates(): Promise<boolean> {
    for (const path of [...CRITICAL_FILES, 'templates/base.html']) {
      const text = await readFile(this.resolve(path), 'utf8').catch(() => '');
      if (isForeignTemplate(text)) return true;
    }
    return false;
  }

  /**
   * Writes the package's files, each atomically, over whatever has their names. Other files stay.
   *
   * @throws WebGearRtcError `WGR_DATA_FILES_FAILED`
   */
  async write(files: readonly PackageFile[]): Promise<void> {
    const written = { ...(await readWrittenFiles(this.path)) };
    try {
      for (const { path, content, sha256: hash } of files) {
        await writeVerified(this.resolve(path), content);
        written[path] = hash;
      }
      await noteWrittenFiles(this.path, written);
    } catch (cause) {
      throw dataFilesFailed(this.path, cause);
    }
  }

  /** The package's files that are new, or were written by an older version and never edited. */
  async outdated(files: readonly PackageFile[]): Promise<readonly PackageFile[]> {
    const written = await readWrittenFiles(this.path);
    // Without a note of ours the folder was made by hand, and what it lacks it lacks on purpose.
    if (Object.keys(written).length === 0) return [];
    const hashes = await Promise.all(files.map(({ path }) => this.hashOf(path)));
    return files.filter(
      ({ path, sha256: hash }, index) => written[path] !== hash && written[path] === hashes[index],
    );
  }

  /** `undefined` when there is no such file. */
  private async hashOf(path: string): Promise<string | undefined> {
    const content = await readFile(this.resolve(path)).catch(() => undefined);
    return content && sha256(content);
  }

  private resolve(path: string): string {
    return join(this.path, path);
  }
}

async function assertWritableFolder(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw new Error('it is a file, not a folder');
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw dataFilesFailed(path, cause);
  }
}

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

function dataFilesFailed(path: string, cause: unknown): WebGearRtcError<'WGR_DATA_FILES_FAILED'> {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new WebGearRtcError('WGR_DATA_FILES_FAILED', { path, reason: REASONS[code] ?? message }, { cause });
}
