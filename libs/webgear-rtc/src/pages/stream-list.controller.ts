import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ViewerAccess } from '../signaling/access/viewer-access.js';
import type { HttpRequest } from '../signaling/http-request.js';
import { StreamRoutes } from '../signaling/stream-routes.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { PageResponder } from './page-responder.js';

/** The page that lists the streams of a registration with named streams. */
@UseFilters(PageErrorFilter)
export class StreamListController {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(PageResponder) private readonly pages: PageResponder,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
  ) {}

  /** `list.html`. */
  @Get()
  async list(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    await this.routes.load();
    const streams = (await this.access.filter(request, this.routes.names)).map((name) => ({ name }));
    await this.pages.send(request, response, 'list.html', { title: 'WebGear RTC', streams });
  }
}
