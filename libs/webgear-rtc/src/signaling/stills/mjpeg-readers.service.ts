import { Inject, Injectable } from '@nestjs/common';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../../frames/system-capture-clock.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import type { PeerManager } from '../../peers/peer-manager.interface.js';
import { PEER_MANAGER } from '../../peers/peer-manager.token.js';
import { MjpegBody } from './mjpeg-body.js';

const retryAfterSeconds = 5;

/** Those who watch without WebRTC. */
@Injectable()
export class MjpegReaders {
  private readonly clock = new SystemCaptureClock();
  private readonly streamNames = new Map<MjpegBody, string>();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
  ) {}

  /** How many there are. */
  get count(): number {
    return this.streamNames.size;
  }

  /**
   * Starts to show a stream to one more, on a place that nobody has. To be destroyed when it is over.
   *
   * The other way round, places of readers are free to viewers: one who falls back and tries WebRTC again must not stand in
   * its own way, and an image tag on some page keeps nobody out who can watch properly.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_TOO_MANY_PEERS`, `WGR_SHUTTING_DOWN`
   */
  open(streamName: string): MjpegBody {
    const { stills } = this.streams.get(streamName);
    if (!this.options.enableLiveBroadcast) this.endAll(streamName);
    const limit = this.options.maxPeers;
    // An offer that has not led to a connection has no place of its own.
    const watching = this.peers.snapshot().filter(({ state }) => state === 'connected').length;
    if (watching + this.count >= limit) {
      throw new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit, retryAfterSeconds });
    }
    const body = new MjpegBody(stills.watch(), this.clock);
    this.streamNames.set(body, streamName);
    body.once('close', () => this.streamNames.delete(body));
    return body;
  }

  /** With one viewer at a time, the newest is the one. */
  private endAll(streamName: string): void {
    for (const [body, name] of this.streamNames) {
      if (name !== streamName) continue;
      // Not when it has closed, which is a moment later.
      this.streamNames.delete(body);
      body.destroy();
    }
  }
}
