import { Subject, type Observable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { LocalStreamEngine } from './local-stream-engine.js';

/** What has happened to a stream. */
export interface StreamChange {
  readonly kind: 'added' | 'reconfigured' | 'removed';
  readonly stream: LocalStreamEngine;
}

/** The streams of one registration as they are now, by name. */
export class VideoStreamRegistry {
  private readonly streams: Map<string, LocalStreamEngine>;
  private readonly changes = new Subject<StreamChange>();

  constructor(streams: Iterable<LocalStreamEngine>) {
    this.streams = new Map(Array.from(streams, (stream) => [stream.name, stream]));
  }

  /** Each change, after it has been made. */
  get changes$(): Observable<StreamChange> {
    return this.changes.asObservable();
  }

  /** @throws WebGearRtcError `WGR_STREAM_UNKNOWN` */
  get(streamName: string): LocalStreamEngine {
    const stream = this.streams.get(streamName);
    if (stream === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName });
    return stream;
  }

  /** The stream of this name, if there is one. */
  find(streamName: string): LocalStreamEngine | undefined {
    return this.streams.get(streamName);
  }

  /** Whether this stream is one of them, and not another one of the same name. */
  has(stream: { readonly name: string }): boolean {
    return this.streams.get(stream.name) === stream;
  }

  /** The stream that is meant when no name is given. */
  get first(): LocalStreamEngine {
    const [first] = this.list();
    if (first === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: '' });
    return first;
  }

  list(): LocalStreamEngine[] {
    return [...this.streams.values()];
  }

  add(stream: LocalStreamEngine): void {
    this.streams.set(stream.name, stream);
    this.changes.next({ kind: 'added', stream });
  }

  /** Tells that a stream has been reconfigured. */
  announce(stream: LocalStreamEngine): void {
    this.changes.next({ kind: 'reconfigured', stream });
  }

  /** Takes a stream out, which is closed by who removes it. */
  remove(stream: LocalStreamEngine): void {
    if (!this.has(stream)) return;
    this.streams.delete(stream.name);
    this.changes.next({ kind: 'removed', stream });
  }

  async close(): Promise<void> {
    this.changes.complete();
    await Promise.all(this.list().map((stream) => stream.close()));
  }
}
