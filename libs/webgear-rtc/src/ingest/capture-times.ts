import { SequenceExtender } from '../bitstream/rtp/sequence-extender.js';
import { LiveTimeline } from '../sources/playback/live-timeline.js';

/** The RTP clock of a sender at a time of its own (RFC 3550, 6.4.1). */
export interface ReportedTime {
  readonly ntpUs: number;
  readonly rtpTimestamp: number;
}

/** An RTP clock whose timestamps wrap. */
class RtpAxis {
  private readonly extender = new SequenceExtender(32);
  private report: { readonly ntpUs: number; readonly mediaUs: number } | undefined;

  constructor(private readonly clockRateHz: number) {}

  mediaUs(rtpTimestamp: number): number {
    return (this.extender.extend(rtpTimestamp) * 1_000_000) / this.clockRateHz;
  }

  noteReport({ ntpUs, rtpTimestamp }: ReportedTime): void {
    this.report = { ntpUs, mediaUs: this.mediaUs(rtpTimestamp) };
  }

  /** What to add to its times for NTP times of the sender; `undefined` before the first report. */
  get ntpOffsetUs(): number | undefined {
    return this.report && this.report.ntpUs - this.report.mediaUs;
  }
}

/**
 * Capture times of what one peer sends: by its RTP clocks, aligned to the earliest arrivals (see `LiveTimeline`). Sender reports say
 * how its sound lies to its frames; without them the arrivals do.
 */
export class CaptureTimes {
  private readonly timeline = new LiveTimeline();
  private readonly video = new RtpAxis(90_000);
  private readonly audio: RtpAxis;
  /** Sound without frames is a timeline of its own. */
  private readonly audioAlone: LiveTimeline | undefined;

  /**
   * @param audioRateHz RTP clock of the sound
   * @param hasVideo whether there are frames that sound has to be in sync with
   */
  constructor(audioRateHz: number, hasVideo: boolean) {
    this.audio = new RtpAxis(audioRateHz);
    this.audioAlone = hasVideo ? undefined : new LiveTimeline();
  }

  /** Capture time of a frame whose first packet arrived at this time. */
  ofFrame(rtpTimestamp: number, arrivedUs: number): number {
    return this.timeline.captureTimeUs(this.video.mediaUs(rtpTimestamp), arrivedUs);
  }

  /** Capture time of a packet of sound; `undefined` before the first frame, and for what overlaps the packet before. */
  ofSound(rtpTimestamp: number, durationUs: number, arrivedUs: number): number | undefined {
    const mediaUs = this.audio.mediaUs(rtpTimestamp);
    if (this.audioAlone !== undefined) return this.audioAlone.captureTimeUs(mediaUs, arrivedUs);
    const { ntpOffsetUs: audioOffset } = this.audio;
    const { ntpOffsetUs: videoOffset } = this.video;
    const onAxisOfFrames =
      audioOffset === undefined || videoOffset === undefined ? mediaUs : mediaUs + audioOffset - videoOffset;
    return this.timeline.soundTimeUs(onAxisOfFrames, durationUs, arrivedUs);
  }

  /** A sender report came. */
  noteReport(track: 'video' | 'audio', report: ReportedTime): void {
    this[track].noteReport(report);
  }
}
