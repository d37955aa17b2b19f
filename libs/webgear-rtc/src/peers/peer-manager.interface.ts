import type { Observable } from 'rxjs';
import type { ViewPermission } from '../options/access-options.interface.js';
import type { KickOptions } from './kicked-viewers.js';
import type { LeaveReason } from './leave-reason.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';

/**
 * A browser's wish to watch.
 *
 * @publicApi
 */
export interface PeerOffer {
  /** The SDP of its offer. */
  readonly sdp: string;
  /** The secret of the session it had before, when it comes back after that ended. */
  readonly previousSessionToken?: string;
  /** Address the request came from; logged, and part of the snapshot. */
  readonly remoteAddress?: string;
  /** Address of ours the request reached; announced to the browser before all others. */
  readonly localAddress?: string;
  /** What the page wants of the quality ladder, before the first frame is sent. */
  readonly quality?: ViewerPreferences;
  /**
   * Whether to refuse it with `WGR_STREAM_NOT_READY` while the source has never been there, for players that would take the
   * slate for the video. Default: `false`, the viewer waits with a slate.
   */
  readonly requiresSource?: boolean;
  /** Who it is, and what it may do. Default: anonymous, and everything. */
  readonly permission?: ViewPermission;
}

/**
 * What the browser gets back.
 *
 * @publicApi
 */
export interface PeerAnswer {
  /** The SDP of our answer, with all candidates. */
  readonly sdp: string;
  /** What `RTCSessionDescription` calls it. */
  readonly type: 'answer';
  /** Names the viewer in logs and statistics; public. */
  readonly peerId: string;
  /** Lets its holder end this viewer's session; secret. */
  readonly sessionToken: string;
}

/**
 * What a viewer's page wants of the quality ladder. What is left out stays as it was.
 *
 * @publicApi
 */
export interface ViewerPreferences {
  /** Height in device pixels at which the video is shown: a larger rung than fills it is not sent. */
  readonly maxHeight?: number;
  /** Whether the video is out of sight; then the lowest rung is sent. */
  readonly hidden?: boolean;
  /** Name of the rung to send whatever the network carries; `null` for automatic selection, an unknown name likewise. */
  readonly rung?: string | null;
}

/**
 * One side of an ICE session.
 *
 * @publicApi
 */
export interface IceDescription {
  /** `a=ice-ufrag`. */
  readonly usernameFragment: string;
  /** `a=ice-pwd`. */
  readonly password: string;
  /** What follows `a=candidate:`, best first. */
  readonly candidates: readonly string[];
}

/**
 * Our side of an ICE session after a restart.
 *
 * @publicApi
 */
export interface IceAnswer extends IceDescription {
  /** Whether the viewer alone looks for the way (`a=ice-lite`). */
  readonly isLite: boolean;
}

/**
 * All viewers of all streams.
 *
 * @publicApi
 */
export interface PeerManager {
  /** The viewers as they are now, and again after each change; those of MJPEG among them. */
  readonly peers$: Observable<readonly PeerSnapshot[]>;
  /** The viewers as they are now; those of MJPEG among them. */
  snapshot(): readonly PeerSnapshot[];
  /**
   * Answers an offer and starts the stream if it is idle.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_SDP_INVALID`, `WGR_SDP_UNSUPPORTED`, `WGR_TOO_MANY_PEERS`,
   *   `WGR_VIEWER_REPLACED`, `WGR_STREAM_NOT_READY`, `WGR_SHUTTING_DOWN`, `WGR_VIEWER_KICKED`, `WGR_TOO_MANY_VIEWERS`,
   *   `WGR_TOO_MANY_JOINS`
   */
  connect(streamName: string, offer: PeerOffer): Promise<PeerAnswer>;
  /** Whether a session with this token is open. */
  has(sessionToken: string): boolean;
  /** The viewer that holds this token; `undefined` when there is none. */
  find(sessionToken: string): PeerSnapshot | undefined;
  /** Ends the session of the token's holder; `false` when there is none. */
  closePeer(sessionToken: string): boolean;
  /** Changes what the token's holder wants of the quality ladder, and returns its state; `undefined` when there is none. */
  prefer(sessionToken: string, preferences: ViewerPreferences): PeerSnapshot | undefined;
  /**
   * Takes ICE candidates that the token's holder found after its offer; `false` when there is none.
   *
   * @param candidates what follows `a=candidate:`; those that are none are passed over
   */
  addCandidates(sessionToken: string, candidates: readonly string[]): boolean;
  /**
   * Restarts the ICE session of the token's holder, whose network has changed (RFC 8445, 2.4): media goes on, and over its new way
   * as soon as it has chosen one. `undefined` when there is none.
   *
   * @param localAddress address of ours the request reached
   * @throws WebGearRtcError `WGR_NO_ICE_CANDIDATES`, `WGR_WORKER_FAILED`
   */
  restartIce(
    sessionToken: string,
    remote: IceDescription,
    localAddress?: string,
  ): Promise<IceAnswer | undefined>;
  /**
   * Ends all viewers of one stream, those of MJPEG among them, and says how many there were.
   *
   * @param detail for the log and the event, beyond the reason
   * @param reason `closed` where left out
   */
  closeAll(streamName: string, detail?: string, reason?: LeaveReason): number;
  /**
   * Ends a session so that its page does not return by itself, and can keep its viewer out for a time.
   *
   * @param peerId of its `PeerSnapshot`
   * @returns whether there was such a viewer
   */
  kick(peerId: string, options?: KickOptions): boolean;
  /** {@link kick} for all viewers of a stream, those of MJPEG among them; says how many there were. */
  kickAll(streamName: string, options?: KickOptions): number;
}

/** Injects the `PeerManager` of a registration. */
export const PEER_MANAGER = Symbol('WebGearRtcPeerManager');
