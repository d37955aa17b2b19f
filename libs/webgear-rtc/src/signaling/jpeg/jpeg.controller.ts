import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { allowedWidth } from '../../broadcast/rung-limit.js';
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

  /** The current frame as JPEG. With `?last`, 204 while the source is closed: players ask for it before they connect. */
  @Get('snapshot.jpg')
  @Access('snapshot')
  async snapshot(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };
    if (rawRequest(request).method === 'HEAD') return this.mjpeg.sendHead(response, headers);
    const stream = this.streams.get(this.routes.streamOf(request));
    const isPoster = queryOf(request).has('last');
    if (isPoster && stream.stats().state !== 'live') {
      return this.responder.send(response, {
        status: 204,
        headers: { 'Cache-Control': 'no-store' },
        body: '',
      });
    }
    const { maxRung } = this.access.permissionOf(request) ?? {};
    const { data } = await stream.jpeg.snapshot(await allowedWidth(stream, maxRung));
    this.responder.send(response, { status: 200, headers, body: data });
  }
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
