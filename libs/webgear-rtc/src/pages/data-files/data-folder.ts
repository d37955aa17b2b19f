import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFilesFailed } from './data-files-failed.js';
import { atomicWrite } from './atomic-write.js';
import type { PackageFile } from './package-files.js';
import { sha256 } from './package-files.js';
import { readManifest, writeManifest, type Manifest } from './manifest.js';

/** The required pages. If one is missing, all missing default files are written. */
export const CRITICAL_FILES = ['templates/index.html', 'templates/404.html', 'templates/500.html'] as const;

/** Changes that a data folder needs. */
export interface FolderPlan {
  /** Files of the package to write: missing, or written by another version and unedited. */
  readonly toWrite: readonly PackageFile[];
  /** The manifest after they are written. */
  readonly manifest: Manifest;
  /** Whether the manifest exists and differs. */
  readonly isManifestStale: boolean;
}

/** The folder with the page files that users edit. */
export class DataFolder {
  constructor(
    /** Absolute path. */
    readonly path: string,
  ) {}

  /** Whether the folder has templates of Python VidGear, which uses the same location. */
  async hasJinjaTemplates(): Promise<boolean> {
    for (const path of [...CRITICAL_FILES, 'templates/base.html']) {
      const text = await readFile(this.resolve(path), 'utf8').catch(() => '');
      if (isJinjaTemplate(text)) return true;
    }
    return false;
  }

  /**
   * Compares the folder with the package.
   *
   * A file counts as edited unless its hash is the one in the manifest; an edited file is written only if `overwrite` is
   * set. Without a manifest every file counts as edited and the folder as hand-made: missing files other than the required
   * ones are missing on purpose.
   */
  async compare(files: readonly PackageFile[], overwrite: boolean): Promise<FolderPlan> {
    const written = await readManifest(this.path);
    const hashes = new Map(
      await Promise.all(files.map(async ({ path }) => [path, await this.hashOf(path)] as const)),
    );
    const isIncomplete = CRITICAL_FILES.some((path) => hashes.get(path) === undefined);
    const hasManifest = Object.keys(written ?? {}).length > 0;
    const isOutdated = ({ path, sha256: packaged }: PackageFile): boolean => {
      const hash = hashes.get(path);
      if (overwrite) return hash !== packaged;
      const recorded = written?.[path];
      // A recorded file that is missing was deleted by the user; the package's file is served instead.
      if (hash === undefined) return isIncomplete || (hasManifest && recorded === undefined);
      return hash === recorded && recorded !== packaged;
    };
    const toWrite = files.filter(isOutdated);
    // Files identical to the package's are unedited regardless of the manifest, which may be damaged or written by another
    // process that started at the same time.
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
   * Writes files, each atomically, and then the manifest. Existing files of these names are replaced, others are kept. All
   * files are attempted even if one fails.
   *
   * @throws WebGearRtcError `WGR_DATA_FILES_FAILED` for the first failure
   */
  async write({ toWrite, manifest }: FolderPlan): Promise<void> {
    const failures: unknown[] = [];
    const attempt = (written: Promise<void>): Promise<void> =>
      written.catch((cause: unknown) => void failures.push(cause));
    for (const { path, content } of toWrite) await attempt(atomicWrite(this.resolve(path), content));
    if (failures.length === 0) await attempt(writeManifest(this.path, manifest));
    if (failures.length > 0) throw dataFilesFailed(this.path, failures[0]);
  }

  /** Whether the folder has templates and all of them are readable. */
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

  /** `undefined` if there is no such file; an empty string, which is no valid hash, if it cannot be read. */
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

/** Whether a template is written in Jinja2: `{% … %}` has no meaning in Handlebars, so the package's templates have none. */
function isJinjaTemplate(text: string): boolean {
  return /\{%-?\s*(extends|block|endblock|include|import|from|macro|set|if|for|raw)\b/.test(text);
}
