import { Inject, Injectable } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { DEFAULT_STREAM_NAME } from '../options/default-options.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { HttpRequest } from './http-request.interface.js';
import { MountedPath } from './mounted-path.js';

/** What stands for the name of a stream in a route that all streams share. */
export const STREAM_PARAMETER = ':stream';

/** Which stream a route belongs to, and where the routes of a stream are. */
@Injectable()
export class StreamRoutes {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
  ) {}

  /** Names that are part of an address: none where a single stream is at the path of the module. */
  get names(): readonly string[] {
    return this.options.hasNamedStreams ? [...this.options.streams.keys()] : [];
  }

  /** Where streams have their images besides `stream.mjpeg`, below the path of the module. */
  get mjpegPaths(): readonly string[] {
    return [...this.options.streams.values()].flatMap(({ name, mjpegPath }) => {
      if (mjpegPath === undefined) return [];
      return this.options.hasNamedStreams ? [`${name}/${mjpegPath}`] : [mjpegPath];
    });
  }

  /** Full paths of a route in every stream, for example `/api/camera/front/offer` for `offer`; of the pages for none. */
  pathsOf(route = ''): readonly string[] {
    const parents = this.options.hasNamedStreams ? this.names : [''];
    return parents.map((parent) => this.mountedPath.of(`${parent}/${route}`));
  }

  /**
   * The stream whose route the application's router chose.
   *
   * By the route rather than by the address: routers differ in what case, slash or escape they let pass in an address.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN` where the route is one for all streams
   */
  streamOf(request: HttpRequest): string {
    const asked = request.params?.['stream'];
    if (asked !== undefined) return this.streamNamed(asked, request.routeOptions !== undefined);
    const route = request.routeOptions?.url ?? request.route?.path ?? '';
    const name = this.names.find((candidate) => {
      const path = this.mountedPath.of(candidate);
      return route === path || route.startsWith(`${path}/`);
    });
    return name ?? DEFAULT_STREAM_NAME;
  }

  /** Express takes /Yard and /yard for one address, and no two streams differ in their case alone. */
  private streamNamed(asked: string, isCaseSensitive: boolean): string {
    const folded = asked.toLowerCase();
    const name = this.names.find((candidate) =>
      isCaseSensitive ? candidate === asked : candidate.toLowerCase() === folded,
    );
    if (name === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: asked });
    return name;
  }
}
