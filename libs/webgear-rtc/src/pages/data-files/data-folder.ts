import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFilesFailed } from './data-files-failed.js';
import { isForeignTemplate } from './foreign-template.js';
import type { PackageFile } from './package-files.js';
import { sha256 } from './package-files.js';
import { writeVerified } from './write-verified.js';
import { noteWrittenFiles, readWrittenFiles, type WrittenFiles } from './written-files.js';

/** The pages without which nothing can be shown. Where one is missing, all missing files of the default set are written. */
export const CRITICAL_FILES = ['templates/index.html', 'templates/404.html', 'templates/500.html'] as const;

/** What a data folder lacks. */
export interface FolderPlan {
  /** Files of the package to write: missing, or written by another version and never edited. */
  readonly toWrite: readonly PackageFile[];
  /** The manifest as it is to be once they are written. */
  readonly manifest: WrittenFiles;
  /** Whether the manifest is there and says something else. */
  readonly isManifestStale: boolean;
}

/** The folder below which users edit their page files. */
export class DataFolder {
  constructor(
    /** Absolute path. */
    readonly path: string,
  ) {}

  /** Whether a template here belongs to Python VidGear. */
  async holdsForeignTemplates(): Promise<boolean> {
    for (const path of [...CRITICAL_FILES, 'templates/base.html']) {
      const text = await readFile(this.resolve(path), 'utf8').catch(() => '');
      if (isForeignTemplate(text)) return true;
    }
    return false;
  }

  /**
   * Compares the folder with the package.
   *
   * A file is edited unless its bytes are those that the manifest says we wrote; an edited file is written only when
   * `overwrite` is set. Without a manifest every file counts as edited, and the folder as made by hand: what it lacks
   * besides the critical files it lacks on purpose.
   */
  async compare(files: readonly PackageFile[], overwrite: boolean): Promise<FolderPlan> {
    const written = await readWrittenFiles(this.path);
    const hashes = new Map(
      await Promise.all(files.map(async ({ path }) => [path, await this.hashOf(path)] as const)),
    );
    const isIncomplete = CRITICAL_FILES.some((path) => hashes.get(path) === undefined);
    const hasManifest = Object.keys(written ?? {}).length > 0;
    const isOutdated = ({ path, sha256: packaged }: PackageFile): boolean => {
      const hash = hashes.get(path);
      if (overwrite) return hash !== packaged;
      const noted = written?.[path];
      // A file that was noted and is gone was deleted by its user; the package's is served in its place.
      if (hash === undefined) return isIncomplete || (hasManifest && noted === undefined);
      return hash === noted && noted !== packaged;
    };
    const toWrite = files.filter(isOutdated);
    // Those with the package's bytes are unedited whatever the manifest says: it may be damaged, or of another process
    // that started at the same time.
    const unedited = files.filter((file) => toWrite.includes(file) || hashes.get(file.path) === file.sha256);
    const isManifestStale =
      written !== undefined && unedited.some(({ path, sha256: hash }) => written[path] !== hash);
    const manifest = {
      ...written,
      ...Object.fromEntries(unedited.map(({ path, sha256: hash }) => [path, hash])),
    };
    return { toWrite, manifest, isManifestStale };
  }

  /**
   * Writes files, each atomically, over whatever has their names, and then the manifest. Other files stay. A file that
   * cannot be written does not keep the others from it.
   *
   * @throws WebGearRtcError `WGR_DATA_FILES_FAILED` for the first that could not be written
   */
  async write({ toWrite, manifest }: FolderPlan): Promise<void> {
    const failures: unknown[] = [];
    const attempt = (written: Promise<void>): Promise<void> =>
      written.catch((cause: unknown) => void failures.push(cause));
    for (const { path, content } of toWrite) await attempt(writeVerified(this.resolve(path), content));
    if (failures.length === 0) await attempt(noteWrittenFiles(this.path, manifest));
    if (failures.length > 0) throw dataFilesFailed(this.path, failures[0]);
  }

  /** Whether there are templates here, all of which may be read. */
  async isReadable(): Promise<boolean> {
    try {
      const templates = this.resolve('templates');
      const names = (await readdir(templates)).filter((name) => name.endsWith('.html'));
      await Promise.all(names.map((name) => access(join(templates, name), constants.R_OK)));
      return names.length > 0;
    } catch {
      return false;
    }
  }

  /** `undefined` when there is no such file; empty, which no hash is, when it cannot be read. */
  private async hashOf(path: string): Promise<string | undefined> {
    const file = this.resolve(path);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || !found.isFile()) return undefined;
    const content = await readFile(file).catch(() => undefined);
    return content === undefined ? '' : sha256(content);
  }

  private resolve(path: string): string {
    return join(this.path, path);
  }
}
