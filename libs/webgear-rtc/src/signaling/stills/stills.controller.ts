import { Readable } from 'node:stream';
import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import type { HttpRequest } from '../http-request.interface.js';
import { HttpResponder } from '../http-responder.js';
import { rawRequest } from '../raw-request.js';
import { rawResponse } from '../raw-response.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { MjpegReaders } from './mjpeg-readers.service.js';
import { MULTIPART_TYPE } from './multipart.js';

/** A stream without WebRTC: as pictures that follow each other, and as one picture. */
@UseFilters(SignalingErrorFilter)
export class StillsController {
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(MjpegReaders) private readonly readers: MjpegReaders,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** Pictures as they come, each in place of the one before: what an `<img>` shows as a video. */
  @Get('stream.mjpeg')
  stream(@Req() request: HttpRequest, @Res() response: unknown): void {
    const { method, httpVersionMajor, url = '' } = rawRequest(request);
    const headers = {
      'Content-Type': MULTIPART_TYPE,
      'Cache-Control': 'no-store, no-transform',
      // For nginx, which would collect pictures until it has a pageful.
      'X-Accel-Buffering': 'no',
      // A connection that was told to end is not waited for when the server closes. HTTP/2 has no such header.
      ...(httpVersionMajor < 2 && { Connection: 'close' }),
    };
    if (method === 'HEAD') return this.sendHead(response, headers);
    const body = this.readers.open(this.routes.streamOf(request), viewerIn(url));
    const raw = rawResponse(response);
    raw.once('close', () => body.destroy());
    // Ended by us in the middle, which no adapter takes for the end of the answer.
    body.once('close', () => !body.readableEnded && raw.destroy());
    this.responder.send(response, { status: 200, headers, body });
  }

  /** One picture of now. */
  @Get('snapshot.jpg')
  async snapshot(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };
    if (rawRequest(request).method === 'HEAD') return this.sendHead(response, headers);
    const { stills } = this.streams.get(this.routes.streamOf(request));
    const { data } = await stills.snapshot();
    this.responder.send(response, { status: 200, headers, body: data });
  }

  /** Nothing is started for somebody who does not want to see it. */
  private sendHead(response: unknown, headers: Readonly<Record<string, string>>): void {
    // An empty stream rather than an empty text, whose length is not that of the picture.
    this.responder.send(response, { status: 200, headers, body: Readable.from([]) });
  }
}

/** As the player names itself; longer names are not kept. */
function viewerIn(url: string): string | undefined {
  return /[?&]viewer=([\w-]{8,64})(?:&|$)/.exec(url)?.[1];
}
