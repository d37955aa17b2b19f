import { Readable } from 'node:stream';
import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import type { ViewPermission } from '../../options/access-options.interface.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { ViewerRules } from '../../peers/viewer-rules.js';
import { ViewerAccess } from '../access/viewer-access.js';
import { rawRequest, rawResponse, type HttpRequest } from '../http-request.js';
import { HttpResponder } from '../http-responder.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { EVENT_STREAM_TYPE, EventStreamBody } from './event-stream-body.js';

/** Readers for each viewer that may watch: that of a player which reconnects is there twice for a moment. */
const READERS_PER_VIEWER = 2;

const retryAfterSeconds = 5;

/** What the application tells of the frames of a stream, for the pages that show it. */
@UseFilters(SignalingErrorFilter)
export class MetadataController {
  private readonly clock = new SystemCaptureClock();

  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ViewerAccess) private readonly access: ViewerAccess,
    @Inject(ViewerRules) private readonly rules: ViewerRules,
  ) {}

  /** Server-sent events until the stream ends or the client leaves. Does not start the stream. */
  @Get('metadata')
  events(@Req() request: HttpRequest, @Res() response: unknown): void {
    const { metadata } = this.streams.get(this.routes.streamOf(request));
    const { method, httpVersionMajor } = rawRequest(request);
    const headers = {
      'Content-Type': EVENT_STREAM_TYPE,
      'Cache-Control': 'no-store, no-transform',
      // Stops nginx from buffering messages until it has a full block.
      'X-Accel-Buffering': 'no',
      // A closing server does not wait for this connection. HTTP/2 has no such header.
      ...(httpVersionMajor < 2 && { Connection: 'close' }),
    };
    if (method === 'HEAD')
      return this.responder.send(response, { status: 200, headers, body: Readable.from([]) });
    const limit = this.options.maxPeers;
    if (metadata.readerCount >= limit * READERS_PER_VIEWER) {
      throw new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit, retryAfterSeconds });
    }
    const body = new EventStreamBody(metadata, this.clock);
    const raw = rawResponse(response);
    raw.once('close', () => body.destroy());
    const forget = this.endWithPermission(this.access.permissionOf(request), () => body.destroy());
    body.once('close', () => {
      forget();
      // No adapter ends the response if the body is destroyed midway.
      if (!body.readableEnded) raw.destroy();
    });
    this.responder.send(response, { status: 200, headers, body });
  }

  /** Calls a function when the permission ends or its viewer is removed, unless the returned one is called before. */
  private endWithPermission(permission: ViewPermission | undefined, end: () => void): () => void {
    const cancelExpiry = this.rules.whenExpired(permission?.expiresAt, end);
    const viewerId = permission?.viewer?.id;
    const removal = this.rules.removals$.subscribe((removed) => removed === viewerId && end());
    return () => {
      cancelExpiry();
      removal.unsubscribe();
    };
  }
}
