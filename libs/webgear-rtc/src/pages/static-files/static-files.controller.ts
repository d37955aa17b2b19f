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
import { pageFailed, PageErrorFilter } from '../error-pages/page-error.filter.js';
import { pathOf } from '../page-url.js';
import { staticSegments } from './static-routes.js';
import { StaticFilesService, type ServedFile } from './static-files.service.js';

/**
 * Browsers reuse files for a minute without a request, and for ten more minutes while revalidating. Private, because a
 * guard may protect them.
 */
const CACHED = 'private, max-age=60, stale-while-revalidate=600';

/** The URL names the version: another content has another URL. */
const IMMUTABLE = 'private, max-age=31536000, immutable';

/** With `nosniff` a browser only offers such a file for download. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** The static files of the pages. Routes of Nest, so that the host's guards apply. */
@UseFilters(PageErrorFilter)
export class StaticFilesController {
  constructor(
    @Inject(StaticFilesService) private readonly files: StaticFilesService,
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
    const file = await this.files.find(segments, request.headers['accept-encoding']);
    if (file === undefined) throw new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
    const headers = {
      ETag: file.etag,
      'Cache-Control': this.cacheControl(requestUrl, file),
      ...(file.varies && { Vary: 'Accept-Encoding' }),
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
      headers: {
        ...headers,
        'Content-Type': contentType(extname(file.path)) || UNKNOWN_TYPE,
        // A host that compresses leaves alone what is compressed already.
        ...(file.encoding && { 'Content-Encoding': file.encoding }),
      },
      body,
    });
  }

  private cacheControl(requestUrl: string, { version }: ServedFile): string {
    // While users edit the files, each edit must be visible at once.
    if (this.options.exposeErrors) return 'no-cache';
    const asked = new URLSearchParams(requestUrl.slice(pathOf(requestUrl).length)).get('v');
    return version !== undefined && asked === version ? IMMUTABLE : CACHED;
  }

  /** Adds to `Vary`, which the host or a response to another origin may need too. */
}
