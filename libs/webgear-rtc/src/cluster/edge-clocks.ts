import type { StreamDescription, TrackDescription } from '../broadcast/stream-engine.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { TrackKind } from '../media/rendition-key.js';
import type { Heartbeat } from './messages.js';
import { OriginClock } from './origin-clock.js';

/** A frame whose capture time is further off than that tells nothing of when it was captured, in microseconds. */
const MAX_OFFSET_US = 60_000_000;

/**
 * The clocks of a stream at an edge: capture times become those of this machine, and RTP timestamps stay what they are at the
 * origin, or go on where those of the origin before it ended.
 */
export class EdgeClocks {
  private readonly origin = new OriginClock();
  private epoch: number | undefined;
  /** What the edge has promised its viewers. */
  private described: StreamDescription | undefined;
  private readonly shifts: Record<TrackKind, number> = { video: 0, audio: 0 };

  /** @param wallClockOffsetUs what to add to a capture time of this machine for microseconds since 1970 */
  constructor(
    private readonly clock: CaptureClock,
    private readonly wallClockOffsetUs: number,
  ) {}

  note({ epoch, nowUs, description }: Heartbeat): void {
    const isAnother = epoch !== this.epoch;
    if (isAnother) this.origin.reset();
    this.origin.note(nowUs, this.clock.nowUs());
    if (!isAnother) return;
    this.epoch = epoch;
    const now = this.translate(description);
    this.described ??= now;
    for (const { kind, rtpOffset } of this.described.tracks) {
      const current = now.tracks.find((track) => track.kind === kind);
      if (current !== undefined) this.shifts[kind] = (rtpOffset - current.rtpOffset) >>> 0;
    }
  }

  /** The description of the origin with the clocks of this machine. */
  describe(description: StreamDescription): StreamDescription {
    const { described } = this;
    if (described === undefined) return this.translate(description);
    // Viewers have the timestamps that were described first.
    const clockOf = (track: TrackDescription): TrackDescription =>
      described.tracks.find(({ kind }) => kind === track.kind) ?? this.translateTrack(track);
    return { ...description, tracks: description.tracks.map(clockOf) };
  }

  /** A capture time of the origin on the clock of this machine. */
  captureTimeUs(originUs: number): number {
    const nowUs = this.clock.nowUs();
    const timeUs = originUs + this.origin.differenceUs;
    return Math.abs(timeUs - nowUs) > MAX_OFFSET_US ? nowUs : timeUs;
  }

  /** An RTP timestamp of the origin on the clock that this edge described. */
  rtpTimestamp(kind: TrackKind, timestamp: number): number {
    return (timestamp + this.shifts[kind]) >>> 0;
  }

  private translate(description: StreamDescription): StreamDescription {
    return { ...description, tracks: description.tracks.map((track) => this.translateTrack(track)) };
  }

  private translateTrack(track: TrackDescription): TrackDescription {
    const ticks = Math.round((this.origin.differenceUs * track.clockRateHz) / 1_000_000) % 2 ** 32;
    return {
      ...track,
      wallClockOffsetUs: this.wallClockOffsetUs,
      rtpOffset: (((track.rtpOffset - ticks) % 2 ** 32) + 2 ** 32) % 2 ** 32,
    };
  }
}
