import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { LocalStreamEngine } from './local-stream-engine.js';

/** The streams of one registration, by name. */
export class VideoStreamRegistry {
  private readonly streams: ReadonlyMap<string, LocalStreamEngine>;

  constructor(streams: Iterable<LocalStreamEngine>) {
    this.streams = new Map(Array.from(streams, (stream) => [stream.name, stream]));
  }

  /** @throws WebGearRtcError `WGR_STREAM_UNKNOWN` */
  get(streamName: string): LocalStreamEngine {
    const stream = this.streams.get(streamName);
    if (stream === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName });
    return stream;
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

  async close(): Promise<void> {
    await Promise.all(this.list().map((stream) => stream.close()));
  }
}
