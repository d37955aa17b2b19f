import { Inject, Injectable } from '@nestjs/common';
import { CLUSTER_DISCOVERY, type DiscoversStreams } from '../cluster/cluster-totals.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { ConfiguredStreams } from '../options/configured-streams.js';
import { DEFAULT_STREAM_NAME } from '../options/default-options.js';
import { ProvidedStreams } from '../streams/provided-streams.js';
import type { HttpRequest } from './http-request.js';
import { RoutePrefix } from './route-prefix.js';

const retryAfterSeconds = 1;

/** Route parameter with the name of a stream, in the routes of named streams. */
export const STREAM_PARAMETER = ':stream';

/** Maps routes to streams and streams to routes, as the streams are now. */
@Injectable()
export class StreamRoutes {
  constructor(
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(ProvidedStreams) private readonly provided: ProvidedStreams,
    @Inject(CLUSTER_DISCOVERY) private readonly cluster: DiscoversStreams,
  ) {}

  /** Whether names of streams are part of a URL; else a single stream is at the module's path. */
  get haveNames(): boolean {
    return this.streams.haveNames;
  }

  /** Names of streams that are part of a URL; empty if a single stream is at the module's path. */
  get names(): readonly string[] {
    return this.streams.names;
  }

  /** Additional paths of MJPEG streams, relative to the module's path. */
  get mjpegPaths(): readonly string[] {
    return this.streams.list().flatMap(({ name, mjpegPath }) => {
      if (mjpegPath === undefined) return [];
      return this.streams.haveNames ? [`${name}/${mjpegPath}`] : [mjpegPath];
    });
  }

  /** Whether it is known which streams there are; else {@link load} asks who knows it. */
  get isLoaded(): boolean {
    return this.provided.isLoaded;
  }

  /**
   * Asks the provider of the streams, if there is one that has not answered yet.
   *
   * @throws WebGearRtcError `WGR_STREAMS_UNAVAILABLE`, `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
   */
  load(): Promise<void> {
    return this.provided.load();
  }

  /** Full path of a route as it is registered, for example `/api/camera/:stream/offer` for `offer`. */
  patternOf(route: string): string {
    return this.routePrefix.of(this.haveNames ? `${STREAM_PARAMETER}/${route}` : route);
  }

  /** Full path of a route of a stream, for example `/api/camera/front/offer`; of its page with a slash at the end. */
  pathOf(streamName: string, route: string): string {
    const path = this.routePrefix.of(this.haveNames ? `${encodeURIComponent(streamName)}/${route}` : route);
    return route === '' ? path.replace(/\/?$/, '/') : path;
  }

  /** Whether a stream has a page that publishes to it. */
  hasPublishPage(streamName: string): boolean {
    const stream = this.streams.get(streamName);
    return stream?.publishPage === true && String(stream.source).toLowerCase().startsWith('whip:');
  }

  /**
   * The stream of a request.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN` for an unknown name, `WGR_CLUSTER_STARTING`, or what the provider of the streams has thrown
   */
  streamOf(request: HttpRequest): string {
    if (!this.haveNames) return DEFAULT_STREAM_NAME;
    const requested = request.params?.['stream'] ?? '';
    const name = this.nameOf(requested, request.routeOptions !== undefined);
    if (name !== undefined) return name;
    throw this.pendingFailure ?? new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: requested });
  }

  /** Why it is not known which streams there are, so that an unknown name may be that of one; `undefined` where it is. */
  get pendingFailure(): WebGearRtcError | undefined {
    const { pendingFailure } = this.provided;
    if (pendingFailure !== undefined || !this.haveNames || !this.cluster.isDiscovering) return pendingFailure;
    return new WebGearRtcError('WGR_CLUSTER_STARTING', { retryAfterSeconds });
  }

  /**
   * The stream that a name in a URL means, if there is one.
   *
   * @param isCaseSensitive Fastify is; Express is not, and no two streams differ in case alone
   */
  nameOf(requested: string, isCaseSensitive: boolean): string | undefined {
    const name = this.streams.nameLike(requested);
    return isCaseSensitive && name !== requested ? undefined : name;
  }

  /** Whether a path below that of a stream is its own one of MJPEG. */
  isMjpegPath(streamName: string, below: string): boolean {
    return this.streams.get(streamName)?.mjpegPath === below;
  }
}
