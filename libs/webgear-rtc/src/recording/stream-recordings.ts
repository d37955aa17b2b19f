import type { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import type { StreamRecording } from './stream-recording.js';

/** What is kept of the streams of one registration. */
export class StreamRecordings {
  private starting: Promise<unknown> = Promise.resolve();
  private readonly byName = new Map<string, StreamRecording>();

  /** @param create what is kept of a stream, by its options */
  constructor(
    private readonly streams: VideoStreamRegistry,
    private readonly create: (streamName: string) => StreamRecording,
  ) {}

  /** @throws WebGearRtcError `WGR_STREAM_UNKNOWN` */
  get(streamName: string): StreamRecording {
    const { name } = this.streams.get(streamName);
    let recording = this.byName.get(name);
    if (recording === undefined) {
      recording = this.create(name);
      this.byName.set(name, recording);
    }
    return recording;
  }

  /** Keeps from now on what is to be kept of all streams. */
  start(): void {
    this.starting = Promise.all(this.streams.list().map(({ name }) => this.get(name).start()));
  }

  /** Ends all recordings; resolves when they are on disk. */
  async close(): Promise<void> {
    // What is started after it was closed would never end.
    await this.starting;
    await Promise.all([...this.byName.values()].map((recording) => recording.close()));
  }
}
