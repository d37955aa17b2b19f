import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { ViewerAccess } from '../access/viewer-access.js';
import { rawRequest, rawResponse, type HttpRequest } from '../http-request.js';
import { HttpResponder } from '../http-responder.js';
import { StreamRoutes } from '../stream-routes.js';
import { MjpegReaders } from './mjpeg-readers.service.js';
import { MULTIPART_TYPE } from './mjpeg-body.js';

/** Responds with the MJPEG images of a stream, which an `<img>` shows as video. */
@Injectable()
export class MjpegResponder {
  constructor(
    @Inject(MjpegReaders) private readonly readers: MjpegReaders,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
  ) {}

  /** @throws WebGearRtcError what {@link MjpegReaders.open} throws */
  send(request: HttpRequest, response: unknown): void {
    const { method, httpVersionMajor, url = '' } = rawRequest(request);
    const headers = {
      'Content-Type': MULTIPART_TYPE,
      'Cache-Control': 'no-store, no-transform',
      // Stops nginx from buffering images until it has a full block.
      'X-Accel-Buffering': 'no',
      // A closing server does not wait for this connection. HTTP/2 has no such header.
      ...(httpVersionMajor < 2 && { Connection: 'close' }),
    };
    if (method === 'HEAD') return this.sendHead(response, headers);
    const body = this.readers.open(this.routes.streamOf(request), {
      viewer: viewerIn(url),
      remoteAddress: request.ip ?? rawRequest(request).socket.remoteAddress,
      permission: this.access.permissionOf(request),
    });
    const raw = rawResponse(response);
    raw.once('close', () => body.destroy());
    // No adapter ends the response if the body is destroyed midway.
    body.once('close', () => !body.readableEnded && raw.destroy());
    this.responder.send(response, { status: 200, headers, body });
  }

  /** Sends the headers only, without starting the stream. */
  sendHead(response: unknown, headers: Readonly<Record<string, string>>): void {
    // A stream and not an empty string, which would set `Content-Length: 0`.
    this.responder.send(response, { status: 200, headers, body: Readable.from([]) });
  }
}

/** The id that the player sends; longer ones are ignored. */
function viewerIn(url: string): string | undefined {
  return /[?&]viewer=([\w-]{8,64})(?:&|$)/.exec(url)?.[1];
}
