import { isDeepStrictEqual } from 'node:util';
import { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import type { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { StreamRecording, type StreamRecordingParts } from './stream-recording.js';

/** What is kept of the streams of one registration, also of those that come, change and go while it runs. */
export class StreamRecordings {
  private readonly byStream = new Map<LocalStreamEngine, StreamRecording>();
  private readonly ending = new Set<Promise<void>>();
  private started = false;

  /** @param partsOf what is kept of a stream, by the options it has now */
  constructor(
    private readonly streams: VideoStreamRegistry,
    private readonly partsOf: (stream: LocalStreamEngine) => StreamRecordingParts,
  ) {
    streams.changes$.subscribe(({ kind, stream }) => {
      // Those of other machines are recorded there.
      if (!(stream instanceof LocalStreamEngine)) return;
      if (kind === 'removed') this.end(stream);
      else if (kind === 'reconfigured') this.reconfigure(stream);
      else this.begin(stream);
    });
  }

  /** @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_STREAM_ELSEWHERE` */
  get(streamName: string): StreamRecording {
    return this.of(this.streams.getLocal(streamName));
  }

  /** Keeps from now on what is to be kept of all streams. */
  start(): void {
    this.started = true;
    for (const stream of this.streams.listLocal()) this.begin(stream);
  }

  /** Ends all recordings; resolves when they are on disk. */
  async close(): Promise<void> {
    this.started = false;
    for (const stream of this.byStream.keys()) this.end(stream);
    await Promise.all(this.ending);
  }

  private of(stream: LocalStreamEngine): StreamRecording {
    let recording = this.byStream.get(stream);
    if (recording === undefined) {
      recording = new StreamRecording(this.partsOf(stream));
      this.byStream.set(stream, recording);
    }
    return recording;
  }

  private begin(stream: LocalStreamEngine): void {
    if (!this.started) return;
    // What a recording before it has not ended yet looks like the remains of a crash.
    void Promise.all(this.ending).then(() => {
      if (this.started && this.streams.has(stream)) return this.of(stream).start();
    });
  }

  private reconfigure(stream: LocalStreamEngine): void {
    const { lookBackMs, record } = this.partsOf(stream);
    const before = this.byStream.get(stream)?.parts;
    if (before?.lookBackMs === lookBackMs && isDeepStrictEqual(before.record, record)) return;
    this.end(stream);
    this.begin(stream);
  }

  private end(stream: LocalStreamEngine): void {
    const recording = this.byStream.get(stream);
    if (recording === undefined) return;
    this.byStream.delete(stream);
    const ending = recording.close().finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }
}
