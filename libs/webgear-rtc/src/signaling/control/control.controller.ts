import { HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { type PeerManager, PEER_MANAGER } from '../../peers/peer-manager.interface.js';
import { ControlDispatcher } from '../../remote-control/control-dispatcher.service.js';
import { SkipBodyParser } from '../body/raw-body.js';
import { readBody } from '../body/read-body.js';
import type { HttpRequest } from '../http-request.js';
import { HttpResponder } from '../http-responder.js';
import { SignalingErrorFilter } from '../signaling-error.filter.js';
import { StreamRoutes } from '../stream-routes.js';
import { parseControl } from './control-body.js';

/** What a page asks of the application while it shows a stream. */
@UseFilters(SignalingErrorFilter)
export class ControlController {
  constructor(
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ControlDispatcher) private readonly dispatcher: ControlDispatcher,
  ) {}

  /** Hands a message to its handler. */
  @Post('control')
  @HttpCode(200)
  @SkipBodyParser()
  async control(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const streamName = this.routes.streamOf(request);
    const { sessionToken, ...message } = parseControl(await readBody(request));
    const viewer = this.peers.find(sessionToken);
    // Guards have looked at the stream of the address, so a session of another one does not count.
    if (viewer?.streamName !== streamName) throw new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined);
    const answer = await this.dispatcher.dispatch({ viewer, request }, message);
    this.responder.send(response, {
      status: 200,
      body: { ...answer },
      headers: { 'Cache-Control': 'no-store' },
    });
  }
}
