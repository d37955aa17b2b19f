import type { Unsubscribable } from 'rxjs';
import * as v from 'valibot';
import { METADATA_LIMIT_BYTES, type MetadataReader } from '../frame-metadata/metadata-channel.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { TokenBucket } from '../rtp/token-bucket.js';
import type { BusConnection } from './bus-connection.interface.js';
import type { EdgeClocks } from './edge-clocks.js';
import { read } from './messages.js';

/** The frame that a message is of, beside its value. */
const MAX_MESSAGE_BYTES = METADATA_LIMIT_BYTES + 128;

/** Twice what an origin sends: more is none of ours. */
const MESSAGES_PER_SECOND = 60;

const message = v.object({
  rtpTimestamp: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)),
  captureTimeMs: v.pipe(v.number(), v.finite()),
  value: v.unknown(),
});

/** What the metadata of a stream of another machine come with. */
export interface EdgeMetadataParts {
  readonly connection: BusConnection;
  readonly subject: string;
  readonly clock: CaptureClock;
  readonly clocks: EdgeClocks;
  /** Called when there is a first reader, and when there is none any more: the origin is told. */
  readonly onWatched: (isWatched: boolean) => void;
}

/** The metadata of a stream of another machine, with the RTP timestamps that viewers of this one see. */
export class EdgeMetadata {
  private readonly readers = new Set<MetadataReader>();
  private readonly budget = new TokenBucket(MESSAGES_PER_SECOND, MESSAGES_PER_SECOND);
  private listening: Unsubscribable | undefined;
  private isClosed = false;

  constructor(private readonly parts: EdgeMetadataParts) {}

  /** Number of readers. */
  get readerCount(): number {
    return this.readers.size;
  }

  /** Sends messages to a reader from now on; the returned function ends that. */
  read(reader: MetadataReader): () => void {
    if (this.isClosed) {
      reader.onEnd();
      return () => undefined;
    }
    this.readers.add(reader);
    if (this.listening === undefined) this.begin();
    return () => {
      if (this.readers.delete(reader) && this.readers.size === 0) this.end();
    };
  }

  /** Ends all readers. A second call does nothing. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const reader of this.readers) reader.onEnd();
    this.readers.clear();
    this.end();
  }

  private begin(): void {
    const { connection, subject, onWatched } = this.parts;
    this.listening = connection.subscribe(subject, ({ data }) => this.receive(data));
    onWatched(true);
  }

  private end(): void {
    if (this.listening === undefined) return;
    this.listening.unsubscribe();
    this.listening = undefined;
    this.parts.onWatched(false);
  }

  private receive(data: Uint8Array): void {
    const { clock, clocks } = this.parts;
    if (!this.budget.take(clock.nowUs())) return;
    const received = read(message, data, MAX_MESSAGE_BYTES);
    if (received === undefined) return;
    const { rtpTimestamp, captureTimeMs, value } = received;
    // Written again: a line break between its tokens would begin another event of the stream to browsers.
    const text = JSON.stringify({
      rtpTimestamp: clocks.rtpTimestamp('video', rtpTimestamp),
      captureTimeMs,
      value,
    });
    for (const reader of this.readers) reader.onMessage(text);
  }
}
