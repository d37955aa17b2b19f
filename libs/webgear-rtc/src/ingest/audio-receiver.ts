import { JitterBuffer, type ReceivedPacket } from '../rtp/receive/jitter-buffer.js';
import { ReceptionStatistics } from '../bitstream/rtp/reception-statistics.js';
import { SequenceExtender } from '../bitstream/rtp/sequence-extender.js';
import type { OpenedPacket } from './video-receiver.js';

/** One stream of sound: its packets in order, each once. */
export class AudioReceiver {
  readonly statistics: ReceptionStatistics;
  private readonly sequences = new SequenceExtender(16);
  private readonly jitterBuffer: JitterBuffer;

  constructor(
    readonly ssrc: number,
    clockRateHz: number,
    onPacket: (packet: ReceivedPacket) => void,
  ) {
    this.statistics = new ReceptionStatistics(ssrc, clockRateHz);
    this.jitterBuffer = new JitterBuffer({ onPacket, onLoss: () => undefined }, audioPatienceUs);
  }

  receive(packet: OpenedPacket): void {
    const sequence = this.sequences.extend(packet.sequenceNumber);
    this.statistics.note(sequence, packet.timestamp, packet.arrivedUs);
    this.jitterBuffer.push({ ...packet, sequence });
  }

  /** Gives up packets that are too late; Opus repairs a loss out of the packet behind it. */
  tick(nowUs: number): void {
    this.jitterBuffer.takeMissing(nowUs);
  }
}

/** Packets of sound are not sent again: what is out of order comes within this, in microseconds. */
const audioPatienceUs = 40_000;
