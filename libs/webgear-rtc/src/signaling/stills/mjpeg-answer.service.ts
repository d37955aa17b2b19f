import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { HttpRequest } from '../http-request.interface.js';
import { HttpResponder } from '../http-responder.js';
import { rawRequest } from '../raw-request.js';
import { rawResponse } from '../raw-response.js';
import { StreamRoutes } from '../stream-routes.js';
import { MjpegReaders } from './mjpeg-readers.service.js';
import { MULTIPART_TYPE } from './multipart.js';

/** Answers a request with the images of a stream, each in place of the one before: what an `<img>` shows as a video. */
@Injectable()
export class MjpegAnswer {
  constructor(
    @Inject(MjpegReaders) private readonly readers: MjpegReaders,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** @throws WebGearRtcError `WGR_TOO_MANY_PEERS`, `WGR_SHUTTING_DOWN` */
  send(request: HttpRequest, response: unknown): void {
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

  /** The headers alone: nothing is started for a client that does not want to see it. */
  sendHead(response: unknown, headers: Readonly<Record<string, string>>): void {
    // An empty stream rather than an empty text, whose length is not that of the picture.
    this.responder.send(response, { status: 200, headers, body: Readable.from([]) });
  }
}

/** As the player names itself; longer names are not kept. */
function viewerIn(url: string): string | undefined {
  return /[?&]viewer=([\w-]{8,64})(?:&|$)/.exec(url)?.[1];
}
