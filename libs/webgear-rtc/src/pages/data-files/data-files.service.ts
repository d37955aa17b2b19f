import { Inject, Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { ModuleLogger } from '../../log/module-logger.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { dataFilesFailed } from './data-files-failed.js';
import { DataFolder } from './data-folder.js';
import { dataFolderPath } from './data-location.js';
import { packageDataFolder, readPackageFiles, type PackageFile } from './package-files.js';

/**
 * The page files of a registration, which users may edit.
 *
 * @publicApi
 */
@Injectable()
export class DataFilesService {
  private folder = packageDataFolder();
  private warning: string | undefined;

  /** @internal */
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger = new ModuleLogger(),
  ) {}

  /** Folder of the templates. */
  get templatesFolder(): string {
    return join(this.folder, 'templates');
  }

  /**
   * Folder of the templates that come with the package.
   *
   * @internal
   */
  get packageTemplatesFolder(): string {
    return join(packageDataFolder(), 'templates');
  }

  /** Folder of the static files. */
  get staticFolder(): string {
    return join(this.folder, 'static');
  }

  /**
   * Folder of the static files that come with the package.
   *
   * @internal
   */
  get packageStaticFolder(): string {
    return join(packageDataFolder(), 'static');
  }

  /**
   * Selects the folder, and generates or refreshes the default files in it. If that fails, the package's own files are
   * served and one warning names the reason.
   *
   * With `dataFiles: 'package'` it is the folder of the package, and nothing is written.
   *
   * @param mayWrite `false` for an application without HTTP
   * @param others other registrations of the application, so that a warning about a shared folder is logged once
   * @throws WebGearRtcError `WGR_DATA_FILES_FAILED` if `customDataLocation` is not a folder
   * @internal
   */
  async prepare(mayWrite = true, others: readonly DataFilesService[] = []): Promise<void> {
    const warning = await this.choose(mayWrite);
    if (warning !== undefined && mayWrite && others.every((other) => other.warning !== warning)) {
      this.logger.warn(warning);
    }
    this.warning = warning;
    this.logger.debug(`Page files are in ${this.folder}`);
  }

  /** @returns the warning to log, if any */
  private async choose(mayWrite: boolean): Promise<string | undefined> {
    const { customDataLocation, overwriteDefaultFiles, dataFiles } = this.options;
    if (dataFiles === 'package') return undefined;
    let folder: DataFolder;
    try {
      folder = new DataFolder(await dataFolderPath(customDataLocation));
    } catch (error) {
      // An invalid `customDataLocation` is an error in the options.
      if (customDataLocation !== undefined) throw error;
      return `${(error as Error).message} ${BUILT_IN}`;
    }
    if (!overwriteDefaultFiles && (await folder.hasJinjaTemplates())) {
      return (
        `The page files in ${folder.path} belong to Python VidGear and stay as they are; the built-in pages are served ` +
        'instead. Set customDataLocation to keep yours elsewhere, or overwriteDefaultFiles to replace them.'
      );
    }
    const failure = mayWrite
      ? await refresh(folder, await readPackageFiles(), overwriteDefaultFiles)
      : undefined;
    if (await folder.isReadable()) {
      this.folder = folder.path;
      return failure && `${failure.message} What is missing there comes from the package.`;
    }
    const error =
      failure ?? dataFilesFailed(folder.path, new Error('the user that runs the server may not read them'));
    return `${error.message} ${BUILT_IN}`;
  }
}

const BUILT_IN = 'The pages that come with the package are served instead.';

/** Updates the default files. @returns the failure, if any */
async function refresh(
  folder: DataFolder,
  files: readonly PackageFile[],
  overwrite: boolean,
): Promise<Error | undefined> {
  try {
    const plan = await folder.compare(files, overwrite);
    if (plan.toWrite.length > 0) await folder.write(plan);
    // Optional: without a current manifest, unedited files are merely not updated.
    else if (plan.isManifestStale) await folder.write(plan).catch(() => undefined);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
