import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { ConfiguredStreams } from '../options/configured-streams.js';
import type { HttpRequest } from '../signaling/http-request.js';
import { StreamRoutes } from '../signaling/stream-routes.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { PageResponder } from './page-responder.js';
import { streamPageContext } from './stream-page-context.js';

/** The page that plays a stream, and the one that publishes it. */
@UseFilters(PageErrorFilter)
export class PlayerPageController {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(PageResponder) private readonly pages: PageResponder,
  ) {}

  /** `index.html`. */
  @Get()
  async index(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    await this.show('index.html', this.routes.streamOf(request), request, response);
  }

  /**
   * `publish.html`, where a stream has such a page.
   *
   * @throws WebGearRtcError `WGR_PAGE_NOT_FOUND`
   */
  @Get('publish')
  async publish(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const name = this.routes.streamOf(request);
    if (!this.routes.hasPublishPage(name)) throw new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
    await this.show('publish.html', name, request, response);
  }

  private show(template: string, name: string, request: HttpRequest, response: unknown): Promise<void> {
    return this.pages.send(request, response, template, streamPageContext(this.streams, name));
  }
}
