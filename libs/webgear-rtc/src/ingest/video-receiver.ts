import { createDepayloader } from '../codecs/depayloaders.js';
import type { Depayloader } from '../codecs/payloader.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { videoTrack } from '../media/rendition-key.js';
import { FrameAssembler, type ReceivedPayloads } from '../bitstream/rtp/frame-assembler.js';
import { JitterBuffer } from '../rtp/receive/jitter-buffer.js';
import { ReceptionStatistics } from '../bitstream/rtp/reception-statistics.js';
import { SequenceExtender } from '../bitstream/rtp/sequence-extender.js';

/** A packet of a stream, opened and without padding. */
export interface OpenedPacket {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  /** Empty for padding alone. */
  readonly payload: Buffer;
  readonly arrivedUs: number;
}

/** A frame that can be decoded, since none before it is missing. */
export interface DecodableFrame {
  readonly keyFrame: boolean;
  readonly data: Buffer;
  readonly rtpTimestamp: number;
  /** When its first packet arrived, in microseconds. */
  readonly arrivedUs: number;
}

/** What a receiver of video tells. */
export interface VideoReceiverEvents {
  readonly onFrame: (frame: DecodableFrame) => void;
  /** Without a key frame nothing can be decoded from here on. */
  readonly onKeyFrameNeeded: () => void;
}

/** One stream of video: packets in, decodable frames out. */
export class VideoReceiver {
  readonly statistics: ReceptionStatistics;
  private readonly sequences = new SequenceExtender(16);
  private readonly jitterBuffer: JitterBuffer;
  private readonly assembler: FrameAssembler;
  private readonly depayloader: Depayloader;
  private waitsForKeyFrame = true;

  constructor(
    readonly ssrc: number,
    codec: VideoCodec,
    private readonly events: VideoReceiverEvents,
  ) {
    this.statistics = new ReceptionStatistics(ssrc, videoTrack.clockRateHz);
    this.depayloader = createDepayloader(codec);
    this.assembler = new FrameAssembler({
      onFrame: (frame) => this.onPayloads(frame),
      onLoss: () => this.needKeyFrame(),
    });
    this.jitterBuffer = new JitterBuffer({
      onPacket: (packet) => this.assembler.push(packet),
      onLoss: () => this.assembler.noteLoss(),
    });
  }

  /** Takes a packet of the stream. */
  receive(packet: OpenedPacket): void {
    const sequence = this.sequences.extend(packet.sequenceNumber);
    this.statistics.note(sequence, packet.timestamp, packet.arrivedUs);
    this.jitterBuffer.push({ ...packet, sequence });
  }

  /** Takes a packet that was sent again in a stream of its own (RFC 4588). */
  receiveAgain(packet: OpenedPacket): void {
    this.jitterBuffer.push({ ...packet, sequence: this.sequences.extend(packet.sequenceNumber) });
  }

  /** Sequence numbers to ask for now. */
  takeMissing(nowUs: number): readonly number[] {
    return this.jitterBuffer.takeMissing(nowUs);
  }

  /** Drops frames up to the next key frame, and asks for one. */
  needKeyFrame(): void {
    this.waitsForKeyFrame = true;
    this.events.onKeyFrameNeeded();
  }

  /** Whether frames are dropped until a key frame comes. */
  get isWaiting(): boolean {
    return this.waitsForKeyFrame;
  }

  private onPayloads({ payloads, timestamp, arrivedUs }: ReceivedPayloads): void {
    const frame = this.depayloader.frame(payloads);
    if (frame === undefined) return this.needKeyFrame();
    if (this.waitsForKeyFrame && !frame.keyFrame) return;
    this.waitsForKeyFrame = false;
    this.events.onFrame({ ...frame, rtpTimestamp: timestamp, arrivedUs });
  }
}
