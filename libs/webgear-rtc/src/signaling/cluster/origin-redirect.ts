import { Inject, Injectable } from '@nestjs/common';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { addressAt } from '../../cluster/choose-node.js';
import { ClusterNodes } from '../../cluster/cluster-nodes.js';
import { EdgeStream } from '../../cluster/edge-stream.js';
import type { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { queryOf, rawRequest, type HttpRequest } from '../http-request.js';
import type { HttpReply } from '../http-responder.js';
import { StreamRoutes } from '../stream-routes.js';
import { PLACED } from './placement.js';

/** Below a stream, what its origin alone has. */
const routesOfOrigin = /^(?:stream\.mjpeg|snapshot\.jpg|clip\.mp4|recording\.mp4|segments(?:\/[^/]+)?)$/;

/** Sends requests for images and recordings, and publishers, to the origin of the stream, where its address is known. */
@Injectable()
export class OriginRedirect {
  constructor(
    @Inject(ClusterNodes) private readonly nodes: ClusterNodes,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** The redirect that answers a request instead of an error; `undefined` where the error does. */
  replace({ code }: WebGearRtcError, request: HttpRequest): HttpReply | undefined {
    if (code !== 'WGR_STREAM_ELSEWHERE') return undefined;
    const { method, url = '' } = rawRequest(request);
    const query = queryOf(request);
    // Players ask for `?last` before they connect: the origin would have a request of each viewer of each edge.
    const isOffer = method === 'POST';
    if (!['GET', 'HEAD', 'POST'].includes(method ?? '') || query.has(PLACED) || query.has('last'))
      return undefined;
    const streamName = this.routes.streamOf(request);
    const [path = ''] = url.split('?');
    const route = path.slice(this.routes.pathOf(streamName, '').length);
    const stream = this.streams.get(streamName);
    if (!(stream instanceof EdgeStream) || !(isOffer ? route === 'whip' : routesOfOrigin.test(route)))
      return undefined;
    const origin = this.nodes.others.find(({ node }) => node === stream.origin);
    if (origin?.url === undefined) return undefined;
    query.set(PLACED, '1');
    const location = `${addressAt(origin, streamName, route)}?${query.toString()}`;
    return { status: 307, body: '', headers: { Location: location, 'Cache-Control': 'no-store' } };
  }
}
