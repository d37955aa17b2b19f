import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ConfiguredStreams } from '../options/configured-streams.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { ViewerAccess } from '../signaling/access/viewer-access.js';
import type { HttpRequest } from '../signaling/http-request.js';
import { StreamRoutes } from '../signaling/stream-routes.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { PageResponder } from './page-responder.js';
import { linkedStreams } from './stream-page-context.js';

/** The page that lists the streams of a registration with named streams. */
@UseFilters(PageErrorFilter)
export class StreamListController {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(PageResponder) private readonly pages: PageResponder,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
  ) {}

  /** `list.html`. */
  @Get()
  async list(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    await this.routes.load();
    const names = await this.access.filter(request, this.routes.names);
    const context = { title: this.options.title, streams: linkedStreams(this.streams, names) };
    await this.pages.send(request, response, 'list.html', context);
  }
}
