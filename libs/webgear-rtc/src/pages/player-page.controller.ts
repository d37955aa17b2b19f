import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { allowsBestRung } from '../broadcast/rung-limit.js';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { ConfiguredStreams } from '../options/configured-streams.js';
import { Access } from '../signaling/access/access.guard.js';
import { ViewerAccess } from '../signaling/access/viewer-access.js';
import { rawRequest, type HttpRequest } from '../signaling/http-request.js';
import { StreamRoutes } from '../signaling/stream-routes.js';
import { PageErrorFilter } from './error-pages/page-error.filter.js';
import { asksForAddressScript } from './page-address.js';
import { PageResponder } from './page-responder.js';
import { streamPageContext } from './stream-page-context.js';

/** What a page is about. */
interface ShownPage {
  /** Name of its stream. */
  readonly name: string;
  /** Those of the streams that the visitor may see. */
  readonly names: readonly string[];
  /** Whether the visitor may look back. */
  readonly hasTimeline?: boolean;
}

/** The page that plays a stream, and the one that publishes it. */
@UseFilters(PageErrorFilter)
export class PlayerPageController {
  constructor(
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(PageResponder) private readonly pages: PageResponder,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
    @Inject(VideoStreamRegistry) private readonly registry: VideoStreamRegistry,
  ) {}

  /** `index.html`. */
  @Get()
  // Decided below: the script that this page may ask for is no secret, and its URL has no link.
  @Access('none')
  async index(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const name = this.routes.streamOf(request);
    if (asksForAddressScript(rawRequest(request).url ?? ''))
      return this.show('index.html', { name, names: [] }, request, response);
    await this.access.admit(request, name, 'page');
    const [names, hasTimeline] = [await this.visible(request), await this.mayLookBack(request, name)];
    await this.show('index.html', { name, names, hasTimeline }, request, response);
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
    await this.show('publish.html', { name, names: await this.visible(request) }, request, response);
  }

  /** What a visitor may not see, the links to the streams beside it do not name. */
  private async visible(request: HttpRequest): Promise<readonly string[]> {
    return this.routes.haveNames ? this.access.filter(request, this.routes.names) : [];
  }

  /** Whether something is kept of a stream, and the visitor may see it. */
  private async mayLookBack(request: HttpRequest, name: string): Promise<boolean> {
    const { lookBackMs = 0, record } = this.streams.get(name) ?? {};
    if (lookBackMs === 0 && record === undefined) return false;
    const stream = this.registry.find(name);
    return this.access.admit(request, name, 'recording').then(
      ({ maxRung }) => stream !== undefined && allowsBestRung(stream, maxRung),
      () => false,
    );
  }

  private show(
    template: string,
    { name, names, hasTimeline = false }: ShownPage,
    request: HttpRequest,
    response: unknown,
  ): Promise<void> {
    const context = streamPageContext(this.streams, name, names);
    return this.pages.send(request, response, template, hasTimeline ? { ...context, hasTimeline } : context);
  }
}
