import { Inject, Injectable } from '@nestjs/common';
import type { ViewerIdentity, ViewPermission, ViewRequest } from '../../options/access-options.interface.js';
import { MOUNT_PATH } from '../../options/mount-path.js';
import { isText } from '../../options/option-values.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { invalidOption } from '../../options/validate-options.js';
import { rawRequest, type HttpRequest } from '../http-request.js';
import { StreamRoutes } from '../stream-routes.js';
import { isIdentity } from './read-decision.js';
import { LINK_PARAMETER, linkTokenOf, longestToken, ViewLinkSigner } from './view-link.js';

const longestSeconds = 10 * 366 * 86_400;

/**
 * What a link grants, and where it leads.
 *
 * @publicApi
 */
export interface SignUrlOptions {
  /** How long the link is valid, in seconds, 1 to ten years. Sessions that are open then are closed. */
  readonly expiresIn: number;
  /**
   * Who watches: part of the link, where its holder can read it, and of `PeerSnapshot`. All who have the link are this viewer.
   */
  readonly viewer?: ViewerIdentity;
  /** Best rung of the quality ladder that is sent; see `ViewPermission`. */
  readonly maxRung?: string;
  /**
   * Route of the stream that the link leads to, such as `snapshot.jpg`, `stream.mjpeg`, `whep` or `clip.mp4?seconds=20`. The link is
   * valid for all of them.
   *
   * @default the page
   */
  readonly route?: string;
  /**
   * Where the application is reached, such as `https://video.example.org`, with the path that a proxy puts in front.
   *
   * @default none: the URL begins with the path
   */
  readonly baseUrl?: string;
}

/** Makes signed links to streams, and reads them. */
@Injectable()
export class ViewLinks {
  private readonly signer: ViewLinkSigner;

  constructor(
    @Inject(RESOLVED_OPTIONS) { linkSecret }: ResolvedOptions,
    @Inject(MOUNT_PATH) mountPath: string,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {
    this.signer = new ViewLinkSigner(linkSecret, mountPath);
  }

  /** @throws WebGearRtcError `WGR_OPTION_INVALID` */
  url(streamName: string, options: SignUrlOptions): string {
    const { expiresIn, viewer, maxRung, route = '', baseUrl = '' } = options;
    if (!(Number.isFinite(expiresIn) && expiresIn >= 1 && expiresIn <= longestSeconds)) {
      const words = { rule: 'must be a number of seconds', allowed: `1 to ${longestSeconds}` };
      throw invalidOption('expiresIn', words, expiresIn);
    }
    if (viewer !== undefined && !isIdentity(viewer)) {
      throw invalidOption('viewer', { rule: 'must say who watches', allowed: "{ id: '…' }" }, viewer);
    }
    if (maxRung !== undefined && !isText(maxRung)) {
      throw invalidOption(
        'maxRung',
        { rule: 'must be the name of a rung', allowed: "'half', '360p'" },
        maxRung,
      );
    }
    const token = this.signer.sign({
      streamName,
      expiresAtMs: Date.now() + expiresIn * 1000,
      ...(viewer !== undefined && { viewer }),
      ...(maxRung !== undefined && { maxRung }),
    });
    if (token.length > longestToken) {
      throw invalidOption(
        'viewer',
        { rule: 'must fit into a URL', allowed: `a link of ${longestToken} characters` },
        viewer,
      );
    }
    const path = this.routes.pathOf(streamName, route.replace(/^\/+/, ''));
    return `${baseUrl.replace(/\/+$/, '')}${path}${path.includes('?') ? '&' : '?'}${LINK_PARAMETER}=${token}`;
  }

  /** The permission of a request by its link; `undefined` where it has none that is valid for the stream. */
  find(request: ViewRequest, streamName: string): ViewPermission | undefined {
    const token = linkTokenOf(rawRequest(request as HttpRequest).url);
    try {
      return token === undefined ? undefined : this.permissionOf(token, streamName);
    } catch {
      return undefined;
    }
  }

  /**
   * The permission that the signed part of a link gives for a stream.
   *
   * @throws WebGearRtcError `WGR_LINK_INVALID`, `WGR_LINK_EXPIRED`
   */
  permissionOf(token: string, streamName: string): ViewPermission {
    const { streamName: _stream, expiresAtMs, ...granted } = this.signer.verify(token, streamName);
    return { ...granted, expiresAt: expiresAtMs };
  }
}
