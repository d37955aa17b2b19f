import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { securityHeaders } from '../../signaling/security-headers.js';
import { DataFilesService } from '../data-files/data-files.service.js';
import { TemplateSet, type TemplateContext } from './template-set.js';

/**
 * Renders the templates of the data folder, the user's own among them.
 *
 * @publicApi
 */
@Injectable()
export class TemplateService {
  private templates: Promise<TemplateSet> | undefined;

  /** @internal */
  constructor(
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * The security headers of the module's own answers, for pages and other answers of the application: nothing from other
   * hosts, no inline script, no guessing of types.
   */
  get securityHeaders(): Readonly<Record<string, string>> {
    return securityHeaders(this.options.frameAncestors);
  }

  /**
   * Renders a template to HTML.
   *
   * @param name file name in the templates folder, for example `hello.html`
   * @param context what the template shows; strings are escaped
   * @param mountUrl URL from the page to the module's path, absolute or relative, ending in `/`
   * @throws WebGearRtcError `WGR_TEMPLATE_INVALID`, naming file and line
   */
  async render(name: string, context: TemplateContext = {}, mountUrl = './'): Promise<string> {
    const templates = await this.load();
    return templates.render(name, context, mountUrl);
  }

  /**
   * Renders a template of the package, whatever the user's look like.
   *
   * @internal
   */
  async renderBuiltIn(name: string, context: TemplateContext, mountUrl: string): Promise<string> {
    const templates = await TemplateSet.read(this.dataFiles.packageTemplatesFolder);
    return templates.render(name, context, mountUrl);
  }

  private load(): Promise<TemplateSet> {
    // Read each time while somebody may be editing them, once otherwise.
    if (this.options.logging) return this.read();
    this.templates ??= this.read().catch((error: unknown) => {
      this.templates = undefined;
      throw error;
    });
    return this.templates;
  }

  /** Users must keep three files only; for what else a page needs the package has its own. */
  private read(): Promise<TemplateSet> {
    const { templatesFolder, packageTemplatesFolder } = this.dataFiles;
    return TemplateSet.read(templatesFolder, packageTemplatesFolder);
  }
}
