import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { allowedWidth } from '../../broadcast/rung-limit.js';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
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
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
  ) {}

  /** @throws WebGearRtcError what {@link MjpegReaders.open} throws */
  async send(request: HttpRequest, response: unknown): Promise<void> {
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
    const streamName = this.routes.streamOf(request);
    const permission = this.access.permissionOf(request);
    const stream = this.streams.get(streamName);
    const maxWidth = await allowedWidth(stream, permission?.maxRung);
    const raw = rawResponse(response);
    // The client may have left meanwhile, and `close` would not come again.
    if (raw.destroyed) return;
    const body = this.readers.open(streamName, {
      viewer: viewerIn(url),
      remoteAddress: request.ip ?? rawRequest(request).socket.remoteAddress,
      permission,
      maxWidth,
    });
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
