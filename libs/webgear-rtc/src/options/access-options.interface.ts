import type { IncomingHttpHeaders } from 'node:http';
import type { InjectionToken, OptionalFactoryDependency, Type } from '@nestjs/common';

/**
 * What a request wants: the page or its list (`page`), live video by WebRTC or MJPEG and what its page asks beside it (`live`), one
 * image (`snapshot`), or what is kept of the past (`recording`).
 *
 * @publicApi
 */
export type AccessPurpose = 'page' | 'live' | 'snapshot' | 'recording';

/**
 * The request of a viewer, as the application's own HTTP adapter passes it on: Express' or Fastify's, with all that guards and
 * middleware have put there. A function may name the type it knows, such as Express' `Request`.
 *
 * @publicApi
 */
export interface ViewRequest {
  /** Headers by their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Address of the client, resolved with the application's `trust proxy` setting. */
  readonly ip?: string;
  /** URL as it was requested, with its query. */
  readonly url?: string;
  /** Whom a guard has found, where one has run. */
  readonly user?: unknown;
}

/**
 * Who watches.
 *
 * @publicApi
 */
export interface ViewerIdentity {
  /** Tells viewers apart: the same for all sessions of one person. 1 to 256 characters. */
  readonly id: string;
  /** Anything else that the application wants to find with the viewer again; not sent to anyone, except in a link. */
  readonly data?: unknown;
}

/**
 * What a viewer may do.
 *
 * @publicApi
 */
export interface ViewPermission {
  /** Who it is; part of `PeerSnapshot`. */
  readonly viewer?: ViewerIdentity;
  /**
   * Name of the best rung of the quality ladder that is sent, such as `half`, or `360p` for the best that is no higher. Where the
   * ladder has no such rung, its lowest. JPEG images are no wider. Nothing but the best rung is recorded: clips and recordings are refused
   * to who may be sent less.
   */
  readonly maxRung?: string;
  /** When the permission ends, as a `Date` or in milliseconds since 1970: the session is closed then. */
  readonly expiresAt?: Date | number;
}

/**
 * What the option `authorize` says of a request.
 *
 * @publicApi
 */
export type ViewDecision =
  | boolean
  | ({ readonly allow: true } & ViewPermission)
  | {
      readonly allow: false;
      /**
       * 401 for a viewer who should sign in, 403 for one who may not watch.
       *
       * @default 403
       */
      readonly status?: 401 | 403;
      /** Said to the viewer. */
      readonly message?: string;
    };

/**
 * Decides who may watch what: a class of the application, for the option `authorize`.
 *
 * @publicApi
 */
export interface AccessPolicy {
  /**
   * Asked for each request for a stream, after the guards. What it throws is an error of the request: exceptions of Nest are
   * answered by the application's filters, anything else with 500.
   *
   * @param stream name of the stream; `default` for the stream of a registration that names none
   */
  authorize(
    request: ViewRequest,
    stream: string,
    purpose: AccessPurpose,
  ): ViewDecision | Promise<ViewDecision>;
}

/**
 * Who decides on viewers: a function, a class that Nest creates, a provider that it has, or a factory with its dependencies.
 *
 * @publicApi
 */
export type AuthorizeSource =
  | AccessPolicy['authorize']
  | { readonly useClass: Type<AccessPolicy> }
  | { readonly useExisting: InjectionToken }
  | {
      // Bivariant, so that a factory may name the types of what it gets.
      useFactory(...dependencies: never[]): AccessPolicy | Promise<AccessPolicy>;
      readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[];
    };

/**
 * Limits of viewers, over those of WebRTC and of MJPEG. A viewer above one of them is answered with 429. Behind a proxy all
 * viewers have its address, unless the application trusts it (`trust proxy`).
 *
 * @publicApi
 */
export interface ViewerLimits {
  /**
   * Viewers at once from one address, 1 to 10 000; of IPv6 from one /64 network.
   *
   * @default no limit
   */
  perAddress?: number;
  /**
   * Sessions at once of one viewer, 1 to 10 000, by the `viewer.id` that `authorize` or a link gives.
   *
   * @default no limit
   */
  perViewer?: number;
  /**
   * Attempts to join a minute from one address, 1 to 100 000; as many may come at once. A player that reconnects makes several.
   *
   * @default no limit
   */
  joinsPerAddress?: number;
  /**
   * Attempts to join a minute of one viewer, 1 to 100 000.
   *
   * @default no limit
   */
  joinsPerViewer?: number;
}
