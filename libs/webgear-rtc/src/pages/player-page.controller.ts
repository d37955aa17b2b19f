import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { Access } from '../signaling/access/access.guard.js';
import { ViewerAccess } from '../signaling/access/viewer-access.js';
import { rawRequest, type HttpRequest } from '../signaling/http-request.js';
import { StreamRoutes } from '../signaling/stream-routes.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { asksForAddressScript } from './page-address.js';
import { PageResponder } from './page-responder.js';

/** The page that plays a stream, and the one that publishes it. */
@UseFilters(PageErrorFilter)
export class PlayerPageController {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(PageResponder) private readonly pages: PageResponder,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
  ) {}

  /** `index.html`. */
  @Get()
  // Decided below: the script that this page may ask for is no secret, and its URL has no link.
  @Access('none')
  async index(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    if (!asksForAddressScript(rawRequest(request).url ?? '')) {
      await this.access.admit(request, this.routes.streamOf(request), 'page');
    }
    const streamName = this.routes.haveNames ? this.routes.streamOf(request) : undefined;
    await this.pages.send(request, response, 'index.html', {
      title: streamName ?? 'WebGear RTC',
      streamName,
    });
  }

  /**
   * `publish.html`, where a stream has such a page.
   *
   * @throws WebGearRtcError `WGR_PAGE_NOT_FOUND`
   */
  @Get('publish')
  @Access('page')
  async publish(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const name = this.routes.streamOf(request);
    if (!this.routes.hasPublishPage(name)) throw new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
    const streamName = this.routes.names.length === 0 ? undefined : name;
    await this.pages.send(request, response, 'publish.html', {
      title: streamName ?? 'WebGear RTC',
      streamName,
    });
  }
}
