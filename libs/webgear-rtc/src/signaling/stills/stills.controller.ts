import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import type { HttpRequest } from '../http-request.interface.js';
import { HttpResponder } from '../http-responder.js';
import { rawRequest } from '../raw-request.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { MjpegAnswer } from './mjpeg-answer.service.js';

/** A stream without WebRTC: as pictures that follow each other, and as one picture. */
@UseFilters(SignalingErrorFilter)
export class StillsController {
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(MjpegAnswer) private readonly mjpeg: MjpegAnswer,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** Pictures as they come, each in place of the one before: what an `<img>` shows as a video. */
  @Get('stream.mjpeg')
  stream(@Req() request: HttpRequest, @Res() response: unknown): void {
    this.mjpeg.send(request, response);
  }

  /** One picture of now. */
  @Get('snapshot.jpg')
  async snapshot(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };
    if (rawRequest(request).method === 'HEAD') return this.mjpeg.sendHead(response, headers);
    const { jpeg } = this.streams.get(this.routes.streamOf(request));
    const { data } = await jpeg.snapshot();
    this.responder.send(response, { status: 200, headers, body: data });
  }
}
