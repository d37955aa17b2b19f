import { Inject, Injectable } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { DEFAULT_STREAM_NAME } from '../options/default-options.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { HttpRequest } from './http-request.js';
import { RoutePrefix } from './route-prefix.js';

/** Route parameter with the name of a stream, in routes that all streams share. */
export const STREAM_PARAMETER = ':stream';

/** Maps routes to streams and streams to routes. */
@Injectable()
export class StreamRoutes {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
  ) {}

  /** Names of streams that are part of a URL; empty if a single stream is at the module's path. */
  get names(): readonly string[] {
    return this.options.hasNamedStreams ? [...this.options.streams.keys()] : [];
  }

  /** Additional paths of MJPEG streams, relative to the module's path. */
  get mjpegPaths(): readonly string[] {
    return [...this.options.streams.values()].flatMap(({ name, mjpegPath }) => {
      if (mjpegPath === undefined) return [];
      return this.options.hasNamedStreams ? [`${name}/${mjpegPath}`] : [mjpegPath];
    });
  }

  /** Full paths of a route for each stream, for example `/api/camera/front/offer` for `offer`; of the pages if `route` is empty. */
  pathsOf(route = ''): readonly string[] {
    const parents = this.options.hasNamedStreams ? this.names : [''];
    return parents.map((parent) => this.routePrefix.of(`${parent}/${route}`));
  }

  /** Whether a stream has a page that publishes to it. */
  hasPublishPage(streamName: string): boolean {
    const stream = this.options.streams.get(streamName);
    return stream?.publishPage === true && String(stream.source).toLowerCase().startsWith('whip:');
  }

  /**
   * The stream of a request.
   *
   * Derived from the matched route instead of the URL: routers differ in case sensitivity, slashes and escapes.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN` if a shared route has an unknown name
   */
  streamOf(request: HttpRequest): string {
    const requested = request.params?.['stream'];
    if (requested !== undefined) return this.streamNamed(requested, request.routeOptions !== undefined);
    const route = request.routeOptions?.url ?? request.route?.path ?? '';
    const name = this.names.find((candidate) => {
      const path = this.routePrefix.of(candidate);
      return route === path || route.startsWith(`${path}/`);
    });
    return name ?? DEFAULT_STREAM_NAME;
  }

  /** Express matches case-insensitively; no two streams differ in case alone. */
  private streamNamed(requested: string, isCaseSensitive: boolean): string {
    const folded = requested.toLowerCase();
    const name = this.names.find((candidate) =>
      isCaseSensitive ? candidate === requested : candidate.toLowerCase() === folded,
    );
    if (name === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: requested });
    return name;
  }
}
