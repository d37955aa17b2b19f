import { EMPTY, type Observable, type Unsubscribable } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { renditionKeyId, sourceRung, type RenditionKey } from '../media/rendition-key.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import { Broadcaster } from './broadcaster.js';
import type { FrameBusClient, PublishedFrames, RenditionDemand } from './frame-bus.js';
import { CatchUpBroadcast } from './passthrough/catch-up-broadcast.js';
import { RecentFrameCache, recentFramesUs } from './frame-cache.js';
import type { FrameSink } from './stream-engine.js';

/** How often the bandwidth of viewers is read, and the part by which it changes for the host to be told. */
const BANDWIDTH_INTERVAL_US = 100_000;
const SMALLEST_BANDWIDTH_CHANGE = 0.05;

/** What a remote rendition is made of. */
export interface RemoteRenditionParts {
  readonly bus: FrameBusClient;
  readonly stream: string;
  readonly key: RenditionKey;
  /** Tells this use of the rendition from those before. */
  readonly serial: number;
  /** Whether frames are to be expected of it. */
  readonly delivers: () => boolean;
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/**
 * A rendition whose frames come over a bus, once for all viewers here.
 *
 * It caches frames as the rendition itself does, so a viewer that joins where others watch starts without asking the host.
 */
export class RemoteRendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  private readonly topic: string;
  private readonly frames: Unsubscribable;
  private readonly catchUp: CatchUpBroadcast | undefined;
  private demand: RenditionDemand = 'held';
  private viewers = 0;
  private bandwidthBps: number | undefined;
  private bandwidthReadUs = Number.NEGATIVE_INFINITY;
  private awaitsKeyFrame = false;
  private missed = 0;
  private framesReceived = 0;
  private keyFramesReceived = 0;
  private bytesReceived = 0;

  constructor(private readonly parts: RemoteRenditionParts) {
    const { bus, stream, key, serial, clock, onError } = parts;
    this.topic = `${stream}/${renditionKeyId(key)}/${serial}`;
    this.catchUp =
      key.track === 'video' && key.rung === sourceRung
        ? new CatchUpBroadcast({ clock, onKeyFrameMissing: () => this.start(), onError })
        : undefined;
    const requestKeyFrame = (): void => this.requestKeyFrame();
    this.broadcaster =
      this.catchUp?.broadcaster ??
      new Broadcaster({ requestKeyFrame }, new RecentFrameCache(recentFramesUs), onError);
    this.frames = bus.subscribe(this.topic, (published) => this.receive(published));
    this.sendDemand();
  }

  get delivers(): boolean {
    return this.parts.delivers();
  }

  /** None here: they stay where they are encoded. */
  get encodedFrames$(): Observable<EncodedFrame> {
    return EMPTY;
  }

  /** With passthrough no source can be asked: the viewer gets the GOP again that is cached here. */
  requestKeyFrame(sink?: FrameSink): void {
    if (this.start()) return;
    if (this.catchUp !== undefined) return this.catchUp.requestKeyFrame(sink);
    // Each packet of sound is one.
    if (this.parts.key.track === 'audio') return;
    // The key frame that is awaited answers this request too.
    if (this.awaitsKeyFrame) return;
    this.awaitsKeyFrame = true;
    const { topic, keyFramesReceived } = this;
    this.parts.bus.send({ kind: 'key-frame', topic, keyFramesReceived });
  }

  stats(): RenditionStats {
    const { key } = this.parts;
    return {
      track: key.track,
      codec: key.codec,
      rung: key.rung,
      width: 0,
      height: 0,
      bitrateBps: 0,
      passthrough: key.rung === sourceRung,
      encodersOpened: 0,
      framesEncoded: this.framesReceived,
      framesDropped: this.missed,
      framesLeftOut: 0,
      keyFramesEncoded: this.keyFramesReceived,
      bytesEncoded: this.bytesReceived,
      peers: this.broadcaster.viewerCount,
    };
  }

  close(): Promise<void> {
    if (this.demand === 'none') return Promise.resolve();
    this.demand = 'none';
    this.frames.unsubscribe();
    this.broadcaster.clear();
    this.catchUp?.close();
    this.sendDemand();
    return Promise.resolve();
  }

  /** Demands frames, which begin with a key frame; `false` when they were demanded before. */
  private start(): boolean {
    if (this.demand !== 'held') return false;
    this.demand = 'frames';
    this.awaitsKeyFrame = true;
    this.sendDemand();
    return true;
  }

  private receive({ frames, missed }: PublishedFrames): void {
    if (missed > this.missed) this.broadcaster.noteMissed(missed - this.missed);
    this.missed = missed;
    for (const frame of frames) this.broadcast(frame);
    // Sinks are added and removed by the pool; the host learns their number with the next frame.
    if (this.broadcaster.viewerCount !== this.viewers || this.bandwidthHasChanged()) this.sendDemand();
  }

  private broadcast(frame: PacketizedFrame): void {
    this.framesReceived++;
    this.bytesReceived += frame.byteLength;
    if (frame.keyFrame) {
      this.keyFramesReceived++;
      this.awaitsKeyFrame = false;
    }
    (this.catchUp ?? this.broadcaster).broadcast(frame);
  }

  private sendDemand(): void {
    const { topic, demand } = this;
    const { bus, stream, key } = this.parts;
    this.viewers = this.broadcaster.viewerCount;
    this.bandwidthBps = this.broadcaster.bandwidthBps;
    const { viewers, bandwidthBps } = this;
    bus.send({
      kind: 'demand',
      topic,
      stream,
      key,
      demand,
      viewers,
      ...(bandwidthBps !== undefined && { bandwidthBps }),
    });
  }

  private bandwidthHasChanged(): boolean {
    const nowUs = this.parts.clock.nowUs();
    if (nowUs - this.bandwidthReadUs < BANDWIDTH_INTERVAL_US) return false;
    this.bandwidthReadUs = nowUs;
    const { bandwidthBps } = this.broadcaster;
    const before = this.bandwidthBps;
    if (bandwidthBps === undefined || before === undefined) return bandwidthBps !== before;
    return Math.abs(bandwidthBps - before) > SMALLEST_BANDWIDTH_CHANGE * before;
  }
}
