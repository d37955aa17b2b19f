import { Inject, Injectable, Logger } from '@nestjs/common';
import { join } from 'node:path';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { DataFolder } from './data-folder.js';
import { packageDataFolder, readPackageFiles } from './package-files.js';

/**
 * The page files a registration serves, which its users may edit.
 *
 * @publicApi
 */
@Injectable()
export class DataFilesService {
  private readonly logger = new Logger('WebGearRtc');
  private folder = packageDataFolder();

  /** @internal */
  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

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
   * Chooses the folder, and generates or refreshes the default files in it.
   *
   * @throws WebGearRtcError `WGR_DATA_FILES_FAILED`
   * @internal
   */
  async prepare(): Promise<void> {
    const { customDataLocation, overwriteDefaultFiles } = this.options;
    const folder = await DataFolder.at(customDataLocation);
    if (!overwriteDefaultFiles && (await folder.holdsForeignTemplates())) {
      this.logger.warn(
        `The page files in ${folder.path} belong to Python VidGear and stay as they are; the built-in pages are served ` +
          'instead. Set customDataLocation to keep yours elsewhere, or overwriteDefaultFiles to replace them.',
      );
      return;
    }
    const files = await readPackageFiles();
    const isNew = overwriteDefaultFiles || !folder.isComplete();
    const toWrite = isNew ? files : await folder.outdated(files);
    if (toWrite.length > 0) await folder.write(toWrite);
    this.folder = folder.path;
    this.logger[this.options.logging ? 'log' : 'debug'](`Page files are in ${folder.path}`);
  }
}
