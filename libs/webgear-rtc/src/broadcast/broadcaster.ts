import type { KeyFrameController } from '../encoder/video-encoder.interface.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { TokenBucket } from '../rtp/token-bucket.js';
import type { FrameSink, SwitchStart } from './stream-engine.js';
import type { FrameCache } from './frame-cache.js';

/** A viewer on a congested path causes a key frame for all viewers each time it recovers. */
const KEY_FRAME_BURST = 2;
const KEY_FRAMES_PER_SECOND = 1;

interface Reception {
  waitsForKeyFrame: boolean;
  /** Waits for a key frame that comes by itself: it gets no cached frames. */
  waitsForLive: boolean;
  /** Whether a key frame has been asked for, for which it waits. */
  hasAsked: boolean;
  framesDropped: number;
  readonly requests: TokenBucket;
}

/** Sends the frames of one rendition to all its sinks; one that cannot keep up loses frames, the others do not. */
export class Broadcaster {
  private readonly receptions = new Map<FrameSink, Reception>();

  /**
   * @param recent what those who come between two key frames begin with
   * @param onError told when a sink throws
   */
  constructor(
    private readonly keyFrames: KeyFrameController,
    private readonly recent: FrameCache,
    private readonly onError: (error: unknown) => void = () => undefined,
  ) {}

  /** Viewers behind all sinks. */
  get viewerCount(): number {
    let count = 0;
    for (const { viewers = 1 } of this.receptions.keys()) count += viewers;
    return count;
  }

  /** The least that the path to one of its sinks carries, of those that know it; `undefined` where none does. */
  get bandwidthBps(): number | undefined {
    let least = Number.POSITIVE_INFINITY;
    for (const { bandwidthBps = least } of this.receptions.keys()) least = Math.min(least, bandwidthBps);
    return least === Number.POSITIVE_INFINITY ? undefined : least;
  }

  /** From now on `sink` gets the frames, from a key frame on, see {@link SwitchStart}. */
  add(sink: FrameSink, nowUs: number, start: SwitchStart = 'cached'): void {
    const requests = new TokenBucket(KEY_FRAME_BURST, KEY_FRAMES_PER_SECOND);
    const waitsForLive = start === 'next-key-frame';
    const reception: Reception = {
      waitsForKeyFrame: true,
      waitsForLive,
      hasAsked: true,
      framesDropped: 0,
      requests,
    };
    this.receptions.set(sink, reception);
    if (waitsForLive) this.keyFrames.requestKeyFrame();
    else this.begin(sink, reception, nowUs);
  }

  /** Requests a key frame unless one is cached, so a sink added next can start at once. */
  prepare(nowUs: number): void {
    if (this.recent.sinceKeyFrame(nowUs).length === 0) this.keyFrames.requestKeyFrame();
  }

  /** `sink` has lost a frame and cannot go on: it begins again as if it had just come. */
  restart(sink: FrameSink, nowUs: number): void {
    const reception = this.receptions.get(sink);
    if (reception === undefined) return;
    reception.waitsForKeyFrame = true;
    reception.waitsForLive = false;
    reception.hasAsked = true;
    this.begin(sink, reception, nowUs);
  }

  /** Those who get nothing before the next key frame, but would take a cached one. */
  waiting(): FrameSink[] {
    return [...this.receptions]
      .filter(([, { waitsForKeyFrame, waitsForLive }]) => waitsForKeyFrame && !waitsForLive)
      .map(([sink]) => sink);
  }

  remove(sink: FrameSink): void {
    this.receptions.delete(sink);
  }

  broadcast(frame: PacketizedFrame): void {
    this.recent.push(frame);
    for (const [sink, reception] of this.receptions) this.offer(sink, reception, frame);
  }

  /** Frames of this rendition never came here; no sink got them. */
  noteMissed(frames: number): void {
    for (const reception of this.receptions.values()) reception.framesDropped += frames;
  }

  /** Frames `sink` did not get since it was added. */
  framesDropped(sink: FrameSink): number {
    return this.receptions.get(sink)?.framesDropped ?? 0;
  }

  /** Forgets what was sent, so that a viewer who comes after a pause does not get old frames. */
  clear(): void {
    this.recent.clear();
  }

  private begin(sink: FrameSink, reception: Reception, nowUs: number): void {
    const recent = this.recent.sinceKeyFrame(nowUs);
    if (recent.length === 0) this.keyFrames.requestKeyFrame();
    for (const frame of recent) this.offer(sink, reception, frame);
  }

  private offer(sink: FrameSink, reception: Reception, frame: PacketizedFrame): void {
    if (reception.waitsForLive) {
      if (!frame.keyFrame || frame.catchUp === true) return;
      reception.waitsForLive = false;
    }
    try {
      const isSent = (frame.keyFrame || !reception.waitsForKeyFrame) && sink.sendFrame(frame);
      if (isSent) {
        reception.waitsForKeyFrame = false;
        return;
      }
    } catch (error) {
      // It goes on at the next key frame there is: one asked for each failure would be the others' bandwidth.
      reception.waitsForKeyFrame = true;
      reception.framesDropped++;
      this.onError(error);
      return;
    }
    // Without the missing frame the following ones cannot be decoded: they would only show as damage.
    reception.framesDropped++;
    if (frame.keyFrame || !reception.waitsForKeyFrame) reception.hasAsked = false;
    reception.waitsForKeyFrame = true;
    if (reception.hasAsked || !reception.requests.take(frame.captureTimeUs)) return;
    reception.hasAsked = true;
    this.keyFrames.requestKeyFrame();
  }
}
