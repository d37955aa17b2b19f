import type { StreamJpeg } from '../broadcast/local-stream-engine.js';
import type { MetadataReadable, RegisteredStream } from '../broadcast/video-stream-registry.js';
import { RemoteStreamEngine } from '../broadcast/remote-stream-engine.js';
import type { StreamTotals } from '../broadcast/stream-counters.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { Heartbeat } from './messages.js';
import type { FrameCounts, NatsFrameBus } from './nats-frame-bus.js';

/** What an edge stream is made of. */
export interface EdgeStreamParts {
  readonly bus: NatsFrameBus;
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/** A stream that another machine makes, among the streams of this one. Its images are those of its origin. */
export class EdgeStream extends RemoteStreamEngine implements RegisteredStream {
  readonly jpeg: StreamJpeg;
  private readonly bus: NatsFrameBus;
  private isLost = false;

  constructor({ bus, clock, onError }: EdgeStreamParts) {
    const { description } = bus;
    super({ bus, description, clock, onError });
    this.bus = bus;
    const refuse = (): WebGearRtcError =>
      new WebGearRtcError('WGR_STREAM_ELSEWHERE', { streamName: description.name });
    this.jpeg = {
      watch: () => {
        throw refuse();
      },
      snapshot: () => Promise.reject(refuse()),
      last: () => undefined,
    };
    // Known without asking, for lists and health checks.
    this.state$.subscribe();
  }

  /** What the application tells of the frames, at the origin. */
  get metadata(): MetadataReadable {
    return this.bus.metadata;
  }

  /** Id of the process that makes it. */
  get origin(): string {
    return this.bus.origin;
  }

  /** Takes what the origin says. */
  follow(heartbeat: Heartbeat): void {
    this.isLost = false;
    this.bus.note(heartbeat);
    this.redescribe(this.bus.description);
  }

  /** Nothing is heard of the origin any more. */
  noteLost(): void {
    this.isLost = true;
    this.bus.noteLost();
  }

  /** The origin knows it; one that is not heard has nothing to show. */
  findsSource(): Promise<boolean> {
    return Promise.resolve(!this.isLost);
  }

  /** Frames that came from its origin, and that did not. */
  get frameCounts(): FrameCounts {
    return this.bus.counts;
  }

  totals(): StreamTotals {
    return { restarts: 0, lastFrameAgeSeconds: undefined, renditions: [], times: undefined };
  }

  override async close(): Promise<void> {
    await super.close();
    this.bus.close();
  }
}
