import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import type { HttpRequest } from '../signaling/http-request.js';
import { StreamRoutes } from '../signaling/stream-routes.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { PageResponder } from './page-responder.js';

/** The page that plays a stream. */
@UseFilters(PageErrorFilter)
export class PlayerPageController {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(PageResponder) private readonly pages: PageResponder,
  ) {}

  /** `index.html`. */
  @Get()
  async index(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const streamName = this.routes.haveNames ? this.routes.streamOf(request) : undefined;
    await this.pages.send(request, response, 'index.html', {
      title: streamName ?? 'WebGear RTC',
      streamName,
    });
  }
}
