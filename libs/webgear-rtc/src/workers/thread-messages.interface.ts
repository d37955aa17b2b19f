import type { VideoCodec } from '../media/encoded-frame.js';
import type { PeerAnswer, PeerOffer } from '../peers/peer-manager.interface.js';
import type { PeerServerOptions } from '../peers/peer-server.js';
import type { PeerSnapshot, SendPathSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ThreadError } from './thread-error.js';

/** What a fan-out thread starts with. */
export interface FanOutThreadData {
  readonly options: PeerServerOptions;
  /** One number, which the thread raises by one for each picture it has taken. */
  readonly taken: Int32Array;
}

/** What a thread has to know of a stream. */
export interface StreamFacts {
  readonly name: string;
  readonly passthroughEnabled: boolean;
  readonly wallClockOffsetUs: number;
  readonly rtpOffset: number;
}

/** Payloads of one length but the last, by their place in the memory of their picture. */
export interface SharedRun {
  readonly offset: number;
  readonly byteLength: number;
  readonly payloadBytes: number;
}

/** A picture in memory that all threads see: it is written once, and lives as long as any of them holds it. */
export interface SharedFrame {
  readonly codec: VideoCodec;
  readonly h264Profile?: string;
  readonly keyFrame: boolean;
  readonly captureTimeUs: number;
  readonly rtpTimestamp: number;
  readonly byteLength: number;
  readonly catchUp?: boolean;
  readonly memory: SharedArrayBuffer;
  readonly runs: readonly SharedRun[];
}

/** To a fan-out thread. A viewer goes by a number, from its offer to its end. */
export type ThreadOrder =
  | {
      readonly kind: 'accept';
      readonly viewer: number;
      readonly peerId: string;
      readonly sessionToken: string;
      readonly stream: StreamFacts;
      readonly offer: PeerOffer;
    }
  /** It has been written down. */
  | { readonly kind: 'admitted'; readonly viewer: number; readonly h264LevelIdc: number }
  | { readonly kind: 'refused'; readonly viewer: number; readonly error: ThreadError }
  /** Numbered one after the other, whoever gets it. */
  | {
      readonly kind: 'frame';
      readonly number: number;
      readonly viewers: readonly number[];
      readonly frame: SharedFrame;
    }
  | { readonly kind: 'close'; readonly viewer: number; readonly reason: string }
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'shut-down' };

/** From a fan-out thread, about itself. */
type OwnReport =
  | { readonly kind: 'started'; readonly transport: SendPathSnapshot }
  | { readonly kind: 'not-started'; readonly error: ThreadError }
  | { readonly kind: 'warm'; readonly error?: ThreadError };

/** From a fan-out thread, about its viewers. */
export type ViewerReport =
  /** Its offer can be served: may it come in? */
  | {
      readonly kind: 'enter';
      readonly viewer: number;
      readonly codec: VideoCodec;
      /** The H.264 profiles it decodes, as `profile_idc` in hex. */
      readonly h264ProfileIdcs: readonly string[];
    }
  | { readonly kind: 'answered'; readonly viewer: number; readonly answer: PeerAnswer }
  | { readonly kind: 'not-answered'; readonly viewer: number; readonly error: ThreadError }
  /** It is about to be connected. */
  | { readonly kind: 'prepare'; readonly viewer: number }
  /** It is connected, and pictures may come. */
  | { readonly kind: 'deliver'; readonly viewer: number }
  | { readonly kind: 'key-frame'; readonly viewer: number }
  /** It did not get the picture of that number, and gets none before the next key frame. */
  | { readonly kind: 'lost'; readonly viewer: number; readonly number: number }
  | { readonly kind: 'state'; readonly viewer: number; readonly snapshot: PeerSnapshot }
  | { readonly kind: 'snapshots'; readonly snapshots: readonly (readonly [number, PeerSnapshot])[] }
  | { readonly kind: 'closed'; readonly viewer: number; readonly reason: string };

/** From a fan-out thread. */
export type ThreadReport = OwnReport | ViewerReport;
