import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import type { HttpRequest } from './http-request.js';
import { HttpResponder } from './http-responder.js';
import { SignalingErrorFilter } from './signaling-error.filter.js';
import { StreamRoutes } from './stream-routes.js';

/** Reports the state of a stream: a browser cannot tell a slate from other frames. */
@UseFilters(SignalingErrorFilter)
export class StreamStateController {
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** Only the state: other details of a stream are not public. Does not start the stream. */
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
