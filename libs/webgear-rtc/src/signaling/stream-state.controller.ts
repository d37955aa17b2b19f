import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import type { HttpRequest } from './http-request.interface.js';
import { HttpResponder } from './http-responder.js';
import { SignalingErrorFilter } from './signaling-error.filter.js';
import { StreamRoutes } from './stream-routes.js';

/** Tells a page why it sees what it sees: a slate looks like any other picture to a browser. */
@UseFilters(SignalingErrorFilter)
export class StreamStateController {
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** The state alone: what else is known of a stream is not for every visitor. Starts nothing. */
  @Get('state')
  state(@Req() request: HttpRequest, @Res() response: unknown): void {
    const { state } = this.streams.get(this.routes.streamOf(request)).stats();
    this.responder.send(response, {
      status: 200,
      body: { state },
      headers: { 'Cache-Control': 'no-store' },
    });
  }
}
