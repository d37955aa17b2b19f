import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { LiveJpeg } from '../../broadcast/jpeg/jpeg-rendition.js';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import type { ViewPermission } from '../../options/access-options.interface.js';
import type { ResolvedOptions } from '../../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../../options/resolved-options.token.js';
import type { ImageViewer } from '../../peers/image-viewers.js';
import { knownBy, permissionSnapshot, type KnownViewer } from '../../peers/known-viewer.js';
import { type PeerManager, PEER_MANAGER } from '../../peers/peer-manager.interface.js';
import { ViewerRules } from '../../peers/viewer-rules.js';
import { ReplacedViewers } from '../../peers/replaced-viewers.js';
import { MjpegBody } from './mjpeg-body.js';

const retryAfterSeconds = 5;

/** TCP repairs the losses of a response: nothing of them is known here. */
const noPackets = {
  packetsSent: 0,
  packetsRetransmitted: 0,
  nacksReceived: 0,
  keyFrameRequests: 0,
  fractionLost: 0,
};

/** Who asks for images. */
export interface MjpegApplicant {
  /** Id that the reader chose. A replaced reader is refused under its id: two players would otherwise replace each other endlessly. */
  readonly viewer?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly permission?: ViewPermission | undefined;
  /** Of the images, where the permission limits it. */
  readonly maxWidth?: number | undefined;
}

/** Opens the bodies of the clients that watch without WebRTC. */
@Injectable()
export class MjpegReaders {
  private readonly clock = new SystemCaptureClock();
  private readonly replaced = new ReplacedViewers();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
    @Inject(ViewerRules) private readonly rules: ViewerRules,
  ) {}

  /** Number of clients. */
  get count(): number {
    return this.rules.images.list().length;
  }

  /**
   * Opens a body for one more reader, if one of the `maxPeers` places is free. Must be destroyed after use.
   *
   * WebRTC viewers do not count readers: a player that falls back and retries WebRTC must not block itself, and an image
   * tag on some page must not exclude a WebRTC viewer.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_VIEWER_REPLACED`, `WGR_TOO_MANY_PEERS`, `WGR_SHUTTING_DOWN`,
   *   `WGR_VIEWER_KICKED`, `WGR_TOO_MANY_VIEWERS`, `WGR_TOO_MANY_JOINS`
   */
  open(streamName: string, applicant: MjpegApplicant = {}): MjpegBody {
    const { jpeg } = this.streams.get(streamName);
    try {
      this.admit(streamName, applicant);
      return this.openBody(streamName, jpeg.watch(applicant.maxWidth), applicant);
    } catch (error) {
      this.rules.images.refuse(streamName);
      throw error;
    }
  }

  private admit(streamName: string, applicant: MjpegApplicant): void {
    const { viewer } = applicant;
    const known = knownAs(applicant);
    this.rules.assertMayJoin(known);
    if (this.replaced.has(viewer)) throw new WebGearRtcError('WGR_VIEWER_REPLACED', undefined);
    if (!this.options.enableLiveBroadcast) this.endAll(streamName, viewer);
    const limit = this.options.maxPeers;
    // A peer that is not connected yet does not occupy a place.
    const sessions = this.peers
      .snapshot()
      .filter(({ mode, state }) => mode === 'webrtc' && state === 'connected');
    if (sessions.length + this.count >= limit) {
      throw new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit, retryAfterSeconds });
    }
    this.rules.assertHasRoom(known, sessions.map(knownBy));
  }

  private openBody(streamName: string, images$: Observable<LiveJpeg>, applicant: MjpegApplicant): MjpegBody {
    const { remoteAddress, permission } = applicant;
    const { images } = this.rules;
    const body = new MjpegBody(images$, this.clock, () => images.arrive(reader));
    const identity = {
      peerId: randomUUID(),
      streamName,
      mode: 'mjpeg',
      codec: 'mjpeg',
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...permissionSnapshot(permission),
      createdAtMs: Date.now(),
      ...noPackets,
    } as const;
    const reader: ImageViewer = {
      ...knownAs(applicant),
      streamName,
      peerId: identity.peerId,
      snapshot: () => {
        const { counters } = body;
        return { ...identity, ...counters, state: counters.framesSent > 0 ? 'connected' : 'connecting' };
      },
      end: () => body.finish(),
    };
    images.add(reader);
    const cancelExpiry = this.rules.whenExpired(permission?.expiresAt, () => images.leave(reader, 'expired'));
    body.once('close', () => {
      cancelExpiry();
      const { reason, detail } = body.ending ?? { reason: 'left' };
      images.leave(reader, reason, detail);
    });
    return body;
  }

  /** With one viewer at a time, a new reader replaces the current one. */
  private endAll(streamName: string, viewer: string | undefined): void {
    for (const reader of this.rules.images.list(streamName)) {
      const { sessionToken } = reader;
      if (sessionToken !== undefined && sessionToken !== viewer) this.replaced.add(sessionToken);
      this.rules.images.leave(reader, 'replaced');
    }
  }
}

function knownAs({ viewer, remoteAddress, permission }: MjpegApplicant): KnownViewer {
  return { viewerId: permission?.viewer?.id, remoteAddress, sessionToken: viewer };
}
