import { ReceptionStatistics } from '../../bitstream/rtp/reception-statistics.js';
import { parseRtpHeader, withoutPadding } from '../../bitstream/rtp/rtp-packet.js';
import { SequenceExtender } from '../../bitstream/rtp/sequence-extender.js';
import type { TrackClock } from './track-clock.js';

/** A payload in its order. */
export interface TrackPayload {
  readonly payload: Buffer;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly arrivedUs: number;
}

/** Puts payloads of one codec together. */
export interface TrackReader {
  /** Takes the next payload, whose memory stays until {@link retain}. */
  push(payload: TrackPayload): void;
  /** The memory of payloads is about to be written to. */
  retain(): void;
  /** Packets before the next are lost. */
  noteLoss(): void;
}

/** What a {@link MediaTrack} is made of. */
export interface MediaTrackParts {
  /** Channel of its RTP; its RTCP has the next. */
  readonly channel: number;
  readonly payloadType: number;
  readonly clock: TrackClock;
  readonly reader: TrackReader;
}

/** The packets of one track of a camera, which come in order by TCP; what a server leaves out is lost. */
export class MediaTrack {
  readonly channel: number;
  readonly payloadType: number;
  readonly clock: TrackClock;
  private readonly reader: TrackReader;
  private sequences = new SequenceExtender(16);
  private last: number | undefined;
  private ssrc: number | undefined;
  private received: ReceptionStatistics | undefined;

  constructor({ channel, payloadType, clock, reader }: MediaTrackParts) {
    this.channel = channel;
    this.payloadType = payloadType;
    this.clock = clock;
    this.reader = reader;
  }

  /** What to report of it; `undefined` before the first packet. */
  get statistics(): ReceptionStatistics | undefined {
    return this.received;
  }

  /** The memory of packets is about to be written to. */
  retain(): void {
    this.reader.retain();
  }

  /** Takes a packet; what is no RTP of this track is dropped. */
  receive(packet: Buffer, nowUs: number): void {
    const header = parseRtpHeader(packet);
    if (header === undefined || header.payloadType !== this.payloadType) return;
    const { timestamp, marker, ssrc } = header;
    if (ssrc !== this.ssrc) this.follow(ssrc, timestamp, nowUs);
    const sequence = this.sequences.extend(header.sequenceNumber);
    if (sequence === this.last) return;
    const isNext = this.last === undefined || sequence === this.last + 1;
    if (!isNext) this.lose(sequence);
    this.last = sequence;
    this.received?.note(sequence, timestamp, nowUs);
    const payload = withoutPadding(packet.subarray(header.headerBytes), header);
    if (payload === undefined || payload.length === 0) return;
    this.reader.push({ payload, timestamp, marker, arrivedUs: nowUs });
  }

  /** An encoder has been started again: another stream in the same track. */
  private follow(ssrc: number, timestamp: number, nowUs: number): void {
    if (this.ssrc !== undefined) {
      this.clock.restart(timestamp, nowUs);
      this.reader.noteLoss();
    }
    this.ssrc = ssrc;
    this.last = undefined;
    this.sequences = new SequenceExtender(16);
    this.received = new ReceptionStatistics(ssrc, this.clock.clockRateHz);
  }

  private lose(sequence: number): void {
    if (this.last === undefined || this.ssrc === undefined) return;
    if (sequence > this.last) return this.reader.noteLoss();
    // The camera begins to count again: TCP reorders nothing, so nothing is missing.
    this.received = new ReceptionStatistics(this.ssrc, this.clock.clockRateHz);
  }
}
