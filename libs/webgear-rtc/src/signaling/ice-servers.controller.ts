import { Get, Inject, Res, UseFilters } from '@nestjs/common';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { HttpResponder } from './http-responder.js';
import { SignalingErrorFilter } from './signaling-error.filter.js';

/** Tells a viewer the servers by which it can be reached: the relay that this server sees is not one that it has. */
@UseFilters(SignalingErrorFilter)
export class IceServersController {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
  ) {}

  /** As `RTCPeerConnection` takes them; none where none are configured. */
  @Get('ice-servers')
  iceServers(@Res() response: unknown): void {
    this.responder.send(response, {
      status: 200,
      body: { iceServers: this.options.iceServers },
      // There may be passwords in it.
      headers: { 'Cache-Control': 'no-store' },
    });
  }
}
