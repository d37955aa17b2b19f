import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { allowedWidth } from '../../broadcast/rung-limit.js';
import type { StreamEngine } from '../../broadcast/stream-engine.js';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { Access } from '../access/access.guard.js';
import { ViewerAccess } from '../access/viewer-access.js';
import { queryOf, rawRequest, type HttpRequest } from '../http-request.js';
import { HttpResponder } from '../http-responder.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { MjpegResponder } from './mjpeg-responder.service.js';

/** A stream without WebRTC: as MJPEG and as a single JPEG image. */
@UseFilters(SignalingErrorFilter)
export class JpegController {
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(MjpegResponder) private readonly mjpeg: MjpegResponder,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
  ) {}

  /** JPEG images that replace each other: an `<img>` shows them as video. */
  @Get('stream.mjpeg')
  stream(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.mjpeg.send(request, response);
  }

  /**
   * The current frame as JPEG. With `?last` nothing is started for it, neither a source nor a decoder: players ask for it before they
   * connect. It is the current frame while frames are encoded anyway, else the last that was made, and 204 where there is none.
   */
  @Get('snapshot.jpg')
  @Access('snapshot')
  async snapshot(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };
    if (rawRequest(request).method === 'HEAD') return this.mjpeg.sendHead(response, headers);
    const stream = this.streams.get(this.routes.streamOf(request));
    const { maxRung } = this.access.permissionOf(request) ?? {};
    if (queryOf(request).has('last') && !isEncoding(stream)) {
      const last = maxRung === undefined ? stream.jpeg.last() : undefined;
      const none = { status: 204, headers: { 'Cache-Control': 'no-store' }, body: '' };
      return this.responder.send(
        response,
        last === undefined ? none : { status: 200, headers, body: last.data },
      );
    }
    const { data } = await stream.jpeg.snapshot(await allowedWidth(stream, maxRung));
    this.responder.send(response, { status: 200, headers, body: data });
  }
}

/** Whether its frames are decoded anyway, so that one more image costs little. */
function isEncoding(stream: StreamEngine): boolean {
  const { state, renditions } = stream.stats();
  return state === 'live' && renditions.some(({ track, passthrough }) => track === 'video' && !passthrough);
}

/** `stream.mjpeg` at the path of the option `mjpeg.path`. */
@UseFilters(SignalingErrorFilter)
export class MjpegPathController {
  constructor(@Inject(MjpegResponder) private readonly mjpeg: MjpegResponder) {}

  /** The images of the stream. */
  @Get()
  stream(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.mjpeg.send(request, response);
  }
}
