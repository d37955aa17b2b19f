import { Inject, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { HttpRequest } from '../signaling/http-request.interface.js';
import { HttpResponder } from '../signaling/http-responder.js';
import { MountedPath } from '../signaling/mounted-path.js';
import { DataFilesService } from './data-files/data-files.service.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { relativeMountUrl } from './page-url.js';
import { mediaTypeOf } from './static-files/media-types.js';
import { staticRoutes, staticSegments } from './static-files/static-routes.js';
import { findStaticFile } from './static-files/static-file.js';
import { TemplateService } from './templates/template.service.js';

/** The page and its files. Routes of Nest's, so that the host's guards hold for them as for any other. */
@UseFilters(PageErrorFilter)
export class PagesController {
  constructor(
    @Inject(TemplateService) private readonly templates: TemplateService,
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** The page with the player. */
  @Get()
  async index(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const requestUrl = String(this.adapterHost.httpAdapter.getRequestUrl(request));
    const mountUrl = relativeMountUrl(requestUrl, this.mountedPath.of(''));
    const body = await this.templates.render('index.html', { title: 'WebGear RTC' }, mountUrl);
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' };
    this.responder.send(response, { status: 200, headers, body });
  }

  /** One file of the static folder. */
  @Get(staticRoutes)
  async staticFile(
    @Req() request: HttpRequest,
    @Res() response: unknown,
    @Param() parameters: Readonly<Record<string, string>>,
  ): Promise<void> {
    const file = await findStaticFile(this.dataFiles.staticFolder, staticSegments(parameters));
    if (file === undefined) throw new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
    // Asked for again each time, since users edit these files and see no version in their names.
    const headers = { ETag: file.etag, 'Cache-Control': 'no-cache' };
    if (request.headers['if-none-match'] === file.etag) {
      this.responder.send(response, { status: 304, headers, body: '' });
      return;
    }
    const body = await file.read();
    this.responder.send(response, {
      status: 200,
      headers: { ...headers, 'Content-Type': mediaTypeOf(file.path) },
      body,
    });
  }
}
