import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { addressAt, loadOf } from '../cluster/choose-node.js';
import { ClusterNodes } from '../cluster/cluster-nodes.js';
import type { NodeHeartbeat } from '../cluster/node-messages.js';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import type { HttpRequest } from './http-request.js';
import { HttpResponder } from './http-responder.js';
import { SignalingErrorFilter } from './signaling-error.filter.js';
import { StreamRoutes } from './stream-routes.js';

/** Reports the state of a stream: a browser cannot tell a slate from other frames. */
@UseFilters(SignalingErrorFilter)
export class StreamStateController {
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(ClusterNodes) private readonly nodes: ClusterNodes,
  ) {}

  /** Only the state, and the processes of the cluster: other details of a stream are not public. Does not start the stream. */
  @Get('state')
  state(@Req() request: HttpRequest, @Res() response: unknown): void {
    const streamName = this.routes.streamOf(request);
    const { state } = this.streams.get(streamName).stats();
    const { own } = this.nodes;
    this.responder.send(response, {
      status: 200,
      body: { state, ...(own !== undefined && { nodes: this.nodesOf(own, streamName) }) },
      headers: { 'Cache-Control': 'no-store' },
    });
  }

  /** This process first, then the others, those that show the stream. */
  private nodesOf(own: NodeHeartbeat, streamName: string): object[] {
    return [own, ...this.nodes.others]
      .filter(({ streams }) => streams.includes(streamName))
      .map((node) => ({
        id: node.node,
        ...(node.url !== undefined && { url: addressAt(node, streamName, '') }),
        ...node.load,
        load: Math.round(loadOf(node.load) * 100) / 100,
      }));
  }
}
