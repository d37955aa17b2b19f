import type { Unsubscribable } from 'rxjs';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey } from '../media/rendition-key.js';
import type { StreamState } from '../media/stream-stats.js';
import type {
  AudioDescription,
  LadderDescription,
  RenditionDescription,
  StreamDescription,
} from './stream-engine.js';

/**
 * How much of a rendition the client needs: with `held` its encoder runs, with `frames` its frames are published too.
 * A viewer holds the rendition while its DTLS handshake is under way.
 */
export type RenditionDemand = 'none' | 'held' | 'frames';

/** The facts of a stream that change. */
export interface StreamFacts {
  readonly renditions: readonly RenditionDescription[];
  readonly ladder: LadderDescription;
  readonly state: StreamState;
}

/** From client to host, without an answer. Commands and queries of one client keep their order. */
export type StreamCommand =
  /**
   * Replaces the demand that the client had before under this topic, on which the frames are published. A client that
   * releases a rendition and demands it again chooses another topic: frames that are still on their way would otherwise
   * arrive between those of the new demand, with timestamps that go back. `viewers` are all that stand
   * behind the client, `bandwidthBps` is the least that the path to one of them carries.
   */
  | {
      readonly kind: 'demand';
      readonly topic: string;
      readonly stream: string;
      readonly key: RenditionKey;
      readonly demand: RenditionDemand;
      readonly viewers: number;
      readonly bandwidthBps?: number;
    }
  /** Answered by a key frame that is on its way already, which the number of those received so far tells. */
  | { readonly kind: 'key-frame'; readonly topic: string; readonly keyFramesReceived: number }
  /** Another viewer has subscribed: a source that has ended starts again. */
  | { readonly kind: 'wake'; readonly stream: string; readonly key: RenditionKey }
  /** Whether the client is to be told a fact, now and after each change. */
  | {
      readonly kind: 'watch';
      readonly stream: string;
      readonly fact: keyof StreamFacts;
      readonly on: boolean;
    };

/** From client to host, with an answer of the type in {@link StreamReplies}. */
export type StreamQuery =
  | { readonly kind: 'describe'; readonly stream: string }
  | { readonly kind: 'h264-level'; readonly stream: string; readonly waitMs: number }
  | { readonly kind: 'audio'; readonly stream: string; readonly waitMs: number };

/** What each query is answered with. */
export interface StreamReplies {
  readonly describe: StreamDescription;
  readonly 'h264-level': number;
  readonly audio: AudioDescription | undefined;
}

/** Frames of one rendition, in order. */
export interface PublishedFrames {
  /** Frames that belong together, such as those a viewer catches up with, are published and received in one call. */
  readonly frames: readonly PacketizedFrame[];
  /** Frames that the client did not get since it demanded them, so that they count as dropped. */
  readonly missed: number;
}

/** What answers the clients of a bus. */
export interface StreamRequestHandler {
  command(command: StreamCommand): void;
  query(query: StreamQuery): Promise<StreamReplies[StreamQuery['kind']]>;
}

/** The end of a bus that consumes the renditions of streams. */
export interface FrameBusClient {
  subscribe(topic: string, receive: (published: PublishedFrames) => void): Unsubscribable;
  onUpdate<Fact extends keyof StreamFacts>(
    stream: string,
    fact: Fact,
    receive: (value: StreamFacts[Fact]) => void,
  ): Unsubscribable;
  send(command: StreamCommand): void;
  query<Kind extends StreamQuery['kind']>(
    query: Extract<StreamQuery, { readonly kind: Kind }>,
  ): Promise<StreamReplies[Kind]>;
}

/** The end of a bus that has the streams. */
export interface FrameBusHost {
  /** `false` while the client lags. Frames published then only make it later; it continues from a key frame. */
  readonly writable: boolean;
  publish(topic: string, published: PublishedFrames): void;
  update<Fact extends keyof StreamFacts>(stream: string, fact: Fact, value: StreamFacts[Fact]): void;
  serve(handler: StreamRequestHandler): void;
}

/** Carries the frames of renditions, and requests for them, to another thread, process or machine. */
export interface FrameBus extends FrameBusClient, FrameBusHost {}
