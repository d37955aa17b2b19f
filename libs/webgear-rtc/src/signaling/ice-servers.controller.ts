import { Get, Inject, Res, UseFilters } from '@nestjs/common';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { temporaryCredentialsTtl, withTemporaryCredentials } from '../options/temporary-credentials.js';
import { HttpResponder } from './http-responder.js';
import { SignalingErrorFilter } from './signaling-error.filter.js';

/** Lists the STUN and TURN servers of the option `iceServers` for the player, which needs relay candidates of its own. */
@UseFilters(SignalingErrorFilter)
export class IceServersController {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
  ) {}

  /** In the format of `RTCPeerConnection`; an empty list if none are configured. Beside it, how long the accounts last. */
  @Get('ice-servers')
  iceServers(@Res() response: unknown): void {
    const { iceServers } = this.options;
    const ttlSeconds = temporaryCredentialsTtl(iceServers);
    this.responder.send(response, {
      status: 200,
      body: {
        iceServers: withTemporaryCredentials(iceServers),
        ...(ttlSeconds !== undefined && { ttlSeconds }),
      },
      // The list may contain passwords.
      headers: { 'Cache-Control': 'no-store' },
    });
  }
}
