import { Subject, type Observable } from 'rxjs';
import type { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { LocalStreamEngine, type StreamJpeg } from './local-stream-engine.js';
import type { StreamTotals } from './stream-counters.js';
import type { StreamEngine } from './stream-engine.js';

/** What the application tells of the frames of a stream, for readers. */
export type MetadataReadable = Pick<MetadataChannel, 'read' | 'readerCount'>;

/** A stream of a registration, whether it is made here or on another machine. */
export interface RegisteredStream extends StreamEngine {
  /** The same frames as JPEG images, for browsers and networks where WebRTC does not work. */
  readonly jpeg: StreamJpeg;
  readonly metadata: MetadataReadable;
  /** Whether viewers see more than a slate. Waits for that so many milliseconds. */
  findsSource(waitMs: number): Promise<boolean>;
  /** What is counted since it is there. */
  totals(): StreamTotals;
}

/** What has happened to a stream. */
export interface StreamChange {
  readonly kind: 'added' | 'reconfigured' | 'removed';
  readonly stream: RegisteredStream;
}

/** The streams of one registration as they are now, by name. */
export class VideoStreamRegistry {
  private readonly streams: Map<string, RegisteredStream>;
  private readonly changes = new Subject<StreamChange>();

  constructor(streams: Iterable<RegisteredStream>) {
    this.streams = new Map(Array.from(streams, (stream) => [stream.name, stream]));
  }

  /** Each change, after it has been made. */
  get changes$(): Observable<StreamChange> {
    return this.changes.asObservable();
  }

  /** @throws WebGearRtcError `WGR_STREAM_UNKNOWN` */
  get(streamName: string): RegisteredStream {
    const stream = this.streams.get(streamName);
    if (stream === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName });
    return stream;
  }

  /**
   * The stream of this name, to do what can only be done where it is made.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_STREAM_ELSEWHERE`
   */
  getLocal(streamName: string): LocalStreamEngine {
    return assertLocal(this.get(streamName));
  }

  /** The streams that are made in this process. */
  listLocal(): LocalStreamEngine[] {
    return this.list().filter((stream) => stream instanceof LocalStreamEngine);
  }

  /** The stream of this name, if there is one. */
  find(streamName: string): RegisteredStream | undefined {
    return this.streams.get(streamName);
  }

  /** Whether this stream is one of them, and not another one of the same name. */
  has(stream: { readonly name: string }): boolean {
    return this.streams.get(stream.name) === stream;
  }

  /** The stream that is meant when no name is given. */
  get first(): RegisteredStream {
    const [first] = this.list();
    if (first === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: '' });
    return first;
  }

  list(): RegisteredStream[] {
    return [...this.streams.values()];
  }

  add(stream: RegisteredStream): void {
    this.streams.set(stream.name, stream);
    this.changes.next({ kind: 'added', stream });
  }

  /** Tells that a stream has been reconfigured. */
  announce(stream: RegisteredStream): void {
    this.changes.next({ kind: 'reconfigured', stream });
  }

  /** Takes a stream out, which is closed by who removes it. */
  remove(stream: RegisteredStream): void {
    if (!this.has(stream)) return;
    this.streams.delete(stream.name);
    this.changes.next({ kind: 'removed', stream });
  }

  async close(): Promise<void> {
    this.changes.complete();
    await Promise.all(this.list().map((stream) => stream.close()));
  }
}

/**
 * Refuses a stream of another machine.
 *
 * @throws WebGearRtcError `WGR_STREAM_ELSEWHERE`
 */
export function assertLocal(stream: RegisteredStream): LocalStreamEngine {
  if (stream instanceof LocalStreamEngine) return stream;
  throw new WebGearRtcError('WGR_STREAM_ELSEWHERE', { streamName: stream.name });
}
