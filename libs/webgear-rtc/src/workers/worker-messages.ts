import type { StreamDescription } from '../broadcast/stream-engine.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type {
  IceAnswer,
  IceDescription,
  PeerAnswer,
  PeerOffer,
  ViewerPreferences,
} from '../peers/peer-manager.interface.js';
import type { LeaveReason } from '../peers/leave-reason.js';
import type { PeerServerOptions } from '../peers/peer-server.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import type { ThreadError } from './thread-error.js';
import type { FrameBusDownlink, FrameBusUplink } from './worker-frame-bus.js';

/** What a worker starts with. */
export interface WorkerStart {
  readonly options: PeerServerOptions;
  /** One number, which the worker raises by one for each message of frames it has taken. */
  readonly taken: Int32Array;
}

/** From the main thread to a worker. A peer is named by its session token, from its offer to its end. */
export type WorkerCommand =
  | {
      readonly kind: 'accept';
      readonly peerId: string;
      readonly sessionToken: string;
      readonly stream: StreamDescription;
      readonly offer: PeerOffer;
    }
  | { readonly kind: 'admitted'; readonly sessionToken: string }
  | { readonly kind: 'refused'; readonly sessionToken: string; readonly error: ThreadError }
  | { readonly kind: 'prefer'; readonly sessionToken: string; readonly preferences: ViewerPreferences }
  | { readonly kind: 'candidates'; readonly sessionToken: string; readonly candidates: readonly string[] }
  | {
      readonly kind: 'restart-ice';
      readonly sessionToken: string;
      readonly remote: IceDescription;
      readonly localAddress: string | undefined;
    }
  | {
      readonly kind: 'close-peer';
      readonly sessionToken: string;
      readonly reason: LeaveReason;
      readonly detail: string | undefined;
    }
  /** It has other options; its viewers stay. */
  | { readonly kind: 'reconfigure-stream'; readonly stream: StreamDescription }
  | { readonly kind: 'remove-stream'; readonly streamName: string }
  | { readonly kind: 'bus'; readonly message: FrameBusDownlink }
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'shut-down' };

/** From a worker, about its peers. */
export type PeerEvent =
  /** Its offer can be served, with this codec: is it admitted? */
  | { readonly kind: 'admit'; readonly sessionToken: string; readonly codec: VideoCodec }
  | { readonly kind: 'answered'; readonly sessionToken: string; readonly answer: PeerAnswer }
  | { readonly kind: 'not-answered'; readonly sessionToken: string; readonly error: ThreadError }
  /** Answers to `restart-ice` come in its order. */
  | { readonly kind: 'ice-restarted'; readonly sessionToken: string; readonly answer: IceAnswer }
  | { readonly kind: 'ice-not-restarted'; readonly sessionToken: string; readonly error: ThreadError }
  /** Its state has changed. */
  | { readonly kind: 'state'; readonly sessionToken: string; readonly snapshot: PeerSnapshot }
  | { readonly kind: 'snapshots'; readonly snapshots: readonly (readonly [string, PeerSnapshot])[] }
  | {
      readonly kind: 'closed';
      readonly sessionToken: string;
      readonly reason: LeaveReason;
      readonly detail: string | undefined;
    };

/** From a worker. */
export type WorkerEvent =
  | { readonly kind: 'started'; readonly transport: SendPathSnapshot }
  | { readonly kind: 'not-started'; readonly error: ThreadError }
  | { readonly kind: 'warm'; readonly error?: ThreadError }
  /** Something went wrong that ends neither a peer nor the worker, and is to be logged. */
  | { readonly kind: 'error'; readonly reason: string }
  | { readonly kind: 'bus'; readonly message: FrameBusUplink }
  | PeerEvent;
