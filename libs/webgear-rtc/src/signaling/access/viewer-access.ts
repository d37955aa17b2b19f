import { HttpException, Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { messageOf } from '../../errors/throttled-error-log.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AccessPurpose, ViewPermission, ViewRequest } from '../../options/access-options.interface.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import { rawRequest, type HttpRequest } from '../http-request.js';
import { PolicyLoader } from './policy-loader.js';
import { failed, readDecision } from './read-decision.js';
import { linkTokenOf } from './view-link.js';
import { ViewLinks } from './view-links.service.js';

/** Decides on requests of viewers: by their link, else by the option `authorize`. */
@Injectable()
export class ViewerAccess {
  private readonly policy: PolicyLoader;
  private readonly permissions = new WeakMap<object, ViewPermission>();

  constructor(
    @Inject(RESOLVED_OPTIONS) options: ResolvedOptions,
    @Inject(ViewLinks) private readonly links: ViewLinks,
    @Inject(ModuleRef) moduleRef: ModuleRef,
  ) {
    this.policy = new PolicyLoader(options.authorize, moduleRef);
  }

  /**
   * Decides on a request for a stream, and remembers the permission with it.
   *
   * @throws WebGearRtcError `WGR_LINK_INVALID`, `WGR_LINK_EXPIRED`, `WGR_ACCESS_DENIED`, `WGR_SIGN_IN_REQUIRED`,
   *   `WGR_AUTHORIZE_FAILED`; exceptions of Nest that the option `authorize` throws
   */
  async admit(request: HttpRequest, streamName: string, purpose: AccessPurpose): Promise<ViewPermission> {
    const token = linkTokenOf(rawRequest(request).url);
    const permission =
      token === undefined
        ? await this.ask(request, streamName, purpose)
        : this.links.permissionOf(token, streamName);
    if (Object.keys(permission).length > 0) this.permissions.set(rawRequest(request), permission);
    return permission;
  }

  /** What a request has been permitted; `undefined` for everything. */
  permissionOf(request: HttpRequest): ViewPermission | undefined {
    return this.permissions.get(rawRequest(request));
  }

  /**
   * Those of some streams whose pages a request may have. Where it may have none of them, it is refused as the first of them
   * refuses it.
   */
  async filter(request: HttpRequest, streamNames: readonly string[]): Promise<readonly string[]> {
    const outcomes = await Promise.allSettled(streamNames.map((name) => this.admit(request, name, 'page')));
    const [first] = outcomes;
    if (first?.status === 'rejected' && outcomes.every(({ status }) => status === 'rejected'))
      throw first.reason;
    return streamNames.filter((_, index) => outcomes[index]?.status === 'fulfilled');
  }

  private async ask(
    request: HttpRequest,
    streamName: string,
    purpose: AccessPurpose,
  ): Promise<ViewPermission> {
    let decision: unknown;
    try {
      const policy = await this.policy.load();
      if (policy === undefined) return {};
      decision = await policy.authorize(request as ViewRequest, streamName, purpose);
    } catch (error) {
      // What the application says itself: its filters answer it.
      if (error instanceof WebGearRtcError || isHttpException(error)) throw error;
      throw failed(messageOf(error), error);
    }
    return readDecision(decision, Date.now());
  }
}

/** Also of another copy of `@nestjs/common`. */
function isHttpException(error: unknown): boolean {
  return (
    error instanceof HttpException ||
    typeof (error as { getStatus?: unknown } | null | undefined)?.getStatus === 'function'
  );
}
