import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { contentType } from 'mime-types';
import { extname } from 'node:path';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import type { HttpRequest } from '../../signaling/http-request.js';
import { HttpResponder } from '../../signaling/http-responder.js';
import { RoutePrefix } from '../../signaling/route-prefix.js';
import { DataFilesService } from '../data-files/data-files.service.js';
import { pageFailed, PageErrorFilter } from '../error-pages/page-error.filter.js';
import { staticSegments } from './static-routes.js';
import { findStaticFile } from './static-file.js';

/**
 * Browsers reuse files for a minute without a request, and for ten more minutes while revalidating. Private, because a
 * guard may protect them.
 */
const CACHED = 'private, max-age=60, stale-while-revalidate=600';

/** With `nosniff` a browser only offers such a file for download. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** The static files of the pages. Routes of Nest, so that the host's guards apply. */
@UseFilters(PageErrorFilter)
export class StaticFilesController {
  constructor(
    @Inject(DataFilesService) private readonly dataFiles: DataFilesService,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** One file of the static folder. */
  @Get()
  async staticFile(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const requestUrl = String(this.adapterHost.httpAdapter.getRequestUrl(request));
    const segments = staticSegments(requestUrl, this.routePrefix.of('static'));
    // A folder of an older version or a hand-made one may lack files that a page of the package needs.
    const file =
      (await findStaticFile(this.dataFiles.staticFolder, segments)) ??
      (await findStaticFile(this.dataFiles.packageStaticFolder, segments));
    if (file === undefined) throw new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
    const headers = {
      ETag: file.etag,
      // File names carry no version; while users edit the files, each edit must be visible at once.
      'Cache-Control': this.options.exposeErrors ? 'no-cache' : CACHED,
    };
    if (request.headers['if-none-match'] === file.etag) {
      this.responder.send(response, { status: 304, headers, body: '' });
      return;
    }
    const body = await file.read().catch((cause: unknown) => {
      throw pageFailed(cause);
    });
    this.responder.send(response, {
      status: 200,
      headers: { ...headers, 'Content-Type': contentType(extname(file.path)) || UNKNOWN_TYPE },
      body,
    });
  }
}
