import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import { subscribeViewer } from '../broadcast/viewer-subscription.js';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';

/** Keeps the sources of streams with `keepWarm` open without viewers, once the server is to have any. */
export class WarmStreams {
  private readonly releases = new Map<string, () => void>();
  private started = false;

  /** @param hasPeers whether viewers come by WebRTC, for whom an encoder is kept running too */
  constructor(private readonly hasPeers: boolean) {}

  /** Begins with the streams there are. */
  start(streams: Iterable<readonly [ResolvedStreamOptions, LocalStreamEngine]>): void {
    this.started = true;
    for (const [options, stream] of streams) this.update(options, stream);
  }

  /** A stream is there, or has other options. */
  update(
    { name, keepWarm, codecs: [codec = 'h264'] }: ResolvedStreamOptions,
    stream: LocalStreamEngine,
  ): void {
    const release = this.releases.get(name);
    this.releases.delete(name);
    if (this.started && keepWarm) this.releases.set(name, this.hold(stream, codec));
    // Afterwards, so that what both keep goes on.
    release?.();
  }

  /** A stream has gone. */
  remove(name: string): void {
    this.releases.get(name)?.();
    this.releases.delete(name);
  }

  private hold(stream: LocalStreamEngine, codec: ResolvedStreamOptions['codecs'][number]): () => void {
    if (!this.hasPeers) return stream.parts.capture.hold();
    const subscription = subscribeViewer(stream, codec);
    return () => subscription.release();
  }
}
