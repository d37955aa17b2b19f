import { Inject, Injectable } from '@nestjs/common';
import { addressAt, chooseNode } from '../../cluster/choose-node.js';
import { ClusterNodes } from '../../cluster/cluster-nodes.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { queryOf, type HttpRequest } from '../http-request.js';
import type { HttpReply } from '../http-responder.js';

/** In the query of a redirect: who was sent here is not sent on. */
export const PLACED = 'placed';

/** Sends viewers to processes of the cluster that have room. */
@Injectable()
export class Placement {
  constructor(@Inject(ClusterNodes) private readonly nodes: ClusterNodes) {}

  /**
   * Answers an offer here, or by a redirect where another process has much more room, or there is none here.
   *
   * @param route that of the request, below the stream
   * @param answer answers it here
   * @throws the error of `answer` when there is room nowhere else either
   */
  async place(
    request: HttpRequest,
    streamName: string,
    route: 'offer' | 'whep',
    answer: () => Promise<HttpReply>,
  ): Promise<HttpReply> {
    const elsewhere = this.redirect(request, streamName, route, false);
    if (elsewhere !== undefined) return elsewhere;
    try {
      return await answer();
    } catch (error) {
      // Not for the limits of one viewer or one address, which would hold for each process then.
      const isFull = error instanceof WebGearRtcError && error.code === 'WGR_TOO_MANY_PEERS';
      const place = isFull ? this.redirect(request, streamName, route, true) : undefined;
      if (place !== undefined) return place;
      throw error;
    }
  }

  private redirect(
    request: HttpRequest,
    streamName: string,
    route: string,
    isRefused: boolean,
  ): HttpReply | undefined {
    if (!this.nodes.redirects) return undefined;
    const query = queryOf(request);
    const { own, others } = this.nodes;
    if (own === undefined || query.has(PLACED)) return undefined;
    const node = chooseNode(own, others, streamName, isRefused);
    if (node === undefined) return undefined;
    node.redirected++;
    // What the query has, a view link for example, is for the stream and not for the machine.
    query.set(PLACED, '1');
    const location = `${addressAt(node, streamName, route)}?${query.toString()}`;
    return { status: 307, body: '', headers: { Location: location, 'Cache-Control': 'no-store' } };
  }
}
