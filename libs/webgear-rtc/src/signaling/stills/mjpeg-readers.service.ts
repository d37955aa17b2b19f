import { Inject, Injectable } from '@nestjs/common';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../../media/system-capture-clock.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import type { PeerManager } from '../../peers/peer-manager.interface.js';
import { PEER_MANAGER } from '../../peers/peer-manager.token.js';
import { ReplacedViewers } from '../../peers/replaced-viewers.js';
import { MjpegBody } from './mjpeg-body.js';

const retryAfterSeconds = 5;

/** One who reads. */
interface MjpegReader {
  readonly streamName: string;
  readonly viewer: string | undefined;
}

/** Those who watch without WebRTC. */
@Injectable()
export class MjpegReaders {
  private readonly clock = new SystemCaptureClock();
  private readonly readers = new Map<MjpegBody, MjpegReader>();
  private readonly replaced = new ReplacedViewers();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
  ) {}

  /** How many there are. */
  get count(): number {
    return this.readers.size;
  }

  /**
   * Starts to show a stream to one more, on a place that nobody has. To be destroyed when it is over.
   *
   * The other way round, places of readers are free to viewers: one who falls back and tries WebRTC again must not stand in
   * its own way, and an image tag on some page keeps nobody out who can watch properly.
   *
   * @param viewer a name of the reader's own choice. One that had to make way for a newer reader is refused by it: coming
   * back, it would take the place again, each from the other.
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_VIEWER_REPLACED`, `WGR_TOO_MANY_PEERS`, `WGR_SHUTTING_DOWN`
   */
  open(streamName: string, viewer?: string): MjpegBody {
    const { jpeg } = this.streams.get(streamName);
    if (this.replaced.has(viewer)) throw new WebGearRtcError('WGR_VIEWER_REPLACED', undefined);
    if (!this.options.enableLiveBroadcast) this.endAll(streamName, viewer);
    const limit = this.options.maxPeers;
    // An offer that has not led to a connection has no place of its own.
    const watching = this.peers.snapshot().filter(({ state }) => state === 'connected').length;
    if (watching + this.count >= limit) {
      throw new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit, retryAfterSeconds });
    }
    const body = new MjpegBody(jpeg.watch(), this.clock);
    this.readers.set(body, { streamName, viewer });
    body.once('close', () => this.readers.delete(body));
    return body;
  }

  /** With one viewer at a time, the newest is the one. */
  private endAll(streamName: string, viewer: string | undefined): void {
    for (const [body, reader] of this.readers) {
      if (reader.streamName !== streamName) continue;
      if (reader.viewer !== undefined && reader.viewer !== viewer) this.replaced.add(reader.viewer);
      // Not when it has closed, which is a moment later.
      this.readers.delete(body);
      body.destroy();
    }
  }
}
