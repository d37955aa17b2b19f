import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { securityHeaders } from '../../signaling/security-headers.js';
import { DataFilesService } from '../data-files/data-files.service.js';
import { TemplateSet, type TemplateContext } from './template-set.js';

/**
 * Renders the templates of the data folder, including the user's own.
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
   * The security headers of the module's own responses, for pages of the application: they forbid other hosts, inline
   * scripts and MIME sniffing.
   */
  get securityHeaders(): Readonly<Record<string, string>> {
    return securityHeaders(this.options.frameAncestors);
  }

  /**
   * Renders a template to HTML.
   *
   * @param name file name in the templates folder, for example `hello.html`
   * @param context variables of the template; strings are escaped
   * @param mountUrl URL from the page to the module's path, absolute or relative, ending in `/`
   * @throws WebGearRtcError `WGR_TEMPLATE_INVALID`, naming file and line
   */
  async render(name: string, context: TemplateContext = {}, mountUrl = './'): Promise<string> {
    const templates = await this.load();
    return templates.render(name, context, mountUrl);
  }

  /**
   * Renders a template of the package instead of the user's.
   *
   * @internal
   */
  async renderBuiltIn(name: string, context: TemplateContext, mountUrl: string): Promise<string> {
    const templates = await TemplateSet.read(this.dataFiles.packageTemplatesFolder);
    return templates.render(name, context, mountUrl);
  }

  private load(): Promise<TemplateSet> {
    // With `exposeErrors` the templates are read for each request, so that edits are visible at once.
    if (this.options.exposeErrors) return this.read();
    this.templates ??= this.read().catch((error: unknown) => {
      this.templates = undefined;
      throw error;
    });
    return this.templates;
  }

  /** Templates missing in the data folder come from the package. */
  private read(): Promise<TemplateSet> {
    const { templatesFolder, packageTemplatesFolder } = this.dataFiles;
    return TemplateSet.read(templatesFolder, packageTemplatesFolder);
  }
}
