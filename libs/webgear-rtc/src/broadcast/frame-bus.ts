import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey } from '../media/rendition-key.js';
import type { StreamState } from '../media/stream-state.js';
import type { RenditionDescription, StreamDescription } from './stream-engine.js';

/** What a frame belongs to. */
export interface FrameTopic {
  readonly streamName: string;
  readonly key: RenditionKey;
}

/** What a remote engine asks of the thread or process where the stream is made. */
export type StreamRequest =
  | { readonly kind: 'describe' }
  | { readonly kind: 'subscribe'; readonly key: RenditionKey }
  | { readonly kind: 'unsubscribe'; readonly key: RenditionKey }
  | { readonly kind: 'key-frame'; readonly key: RenditionKey }
  | { readonly kind: 'h264-level'; readonly waitMs: number };

/** What each request is answered with. */
export interface StreamReplies {
  readonly describe: StreamDescription;
  readonly subscribe: undefined;
  readonly unsubscribe: undefined;
  readonly 'key-frame': undefined;
  readonly 'h264-level': number;
}

/** News of a stream for its remote engines. */
export type StreamEvent =
  | { readonly kind: 'renditions'; readonly renditions: readonly RenditionDescription[] }
  | { readonly kind: 'state'; readonly state: StreamState };

/**
 * Carries packetized frames and control between a stream and its remote engines: between threads, processes or machines.
 *
 * Frames of a topic arrive in order or not at all; a receiver that misses one waits for a key frame.
 */
export interface FrameBus {
  /** Sends a frame to all subscribers of a topic. Never waits. */
  publish(topic: FrameTopic, frame: PacketizedFrame): void;
  /** @returns ends it */
  subscribe(topic: FrameTopic, onFrame: (frame: PacketizedFrame) => void): () => void;
  /** Sends news of a stream. */
  announce(streamName: string, event: StreamEvent): void;
  /** @returns ends it */
  listen(streamName: string, onEvent: (event: StreamEvent) => void): () => void;
  /** Rejects with a coded error when nobody answers for the stream. */
  request<Kind extends StreamRequest['kind']>(
    streamName: string,
    request: Extract<StreamRequest, { readonly kind: Kind }>,
  ): Promise<StreamReplies[Kind]>;
  /**
   * Answers the requests for a stream.
   *
   * @returns ends it
   */
  serve(
    streamName: string,
    answer: (request: StreamRequest) => Promise<StreamReplies[StreamRequest['kind']]>,
  ): () => void;
}
