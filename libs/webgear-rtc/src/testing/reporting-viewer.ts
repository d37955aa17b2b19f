import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketRoute } from '../rtp/packet-route.interface.js';
import type { VirtualCaptureClock } from './virtual-capture-clock.js';

/** Leaves packets readable. */
export const readableProtector: PacketProtector = {
  cipher: 'node',
  tagBytes: 0,
  protect: (packets, headerBytes, run) => {
    let at = 0;
    for (const payload of run.payloads) {
      payload.copy(packets, at + headerBytes);
      at += headerBytes + payload.length;
    }
  },
  close: () => undefined,
};

/** A packet that came through. */
export interface ArrivedPacket {
  readonly atUs: number;
  readonly ssrc: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly packet: Buffer;
}

const delayUs = 20_000;
/** As often as Chromium reports with the bandwidth that our answers name. */
const feedbackIntervalUs = 125_000;

/** A viewer behind one line with a queue, in virtual time, that reports when packets with transport-wide numbers came. */
export class ReportingViewer {
  /** Bits per second; packets that would wait longer than `queueMs` are lost. */
  readonly line = { rateBps: Number.POSITIVE_INFINITY, queueMs: 300 };
  readonly arrived: ArrivedPacket[] = [];
  /** How many packets left with each call. */
  readonly calls: number[] = [];
  lost = 0;
  private readonly pending: ArrivedPacket[] = [];
  private freeUs = 0;
  private reportedUs = 0;
  private reports = 0;
  private nextNumber: number | undefined;
  private readonly unreported = new Map<number, number>();

  /** @param onFeedback gets each feedback packet when it has come back */
  constructor(
    private readonly clock: VirtualCaptureClock,
    private readonly onFeedback: (packet: Buffer) => void,
  ) {}

  /** Where packets go. */
  readonly route: PacketRoute = {
    sending: 'dgram',
    writable: true,
    reserve: (bytes) => Buffer.alloc(bytes),
    send: (packets, packetBytes) => {
      this.calls.push(Math.ceil(packets.length / packetBytes));
      for (let at = 0; at < packets.length; at += packetBytes)
        this.carry(packets.subarray(at, at + packetBytes));
      return true;
    },
  };

  /** Lets time pass; `step` is called every millisecond. */
  async advance(ms: number, step: () => void = () => undefined): Promise<void> {
    for (let at = 0; at < ms; at++) {
      step();
      await this.clock.advance(1);
      this.deliver();
    }
  }

  private carry(packet: Buffer): void {
    const nowUs = this.clock.nowUs();
    const startUs = Math.max(nowUs, this.freeUs);
    if (startUs - nowUs > this.line.queueMs * 1000) {
      this.lost++;
      return;
    }
    this.freeUs = startUs + (packet.length * 8_000_000) / this.line.rateBps;
    this.pending.push({
      atUs: this.freeUs + delayUs,
      ssrc: packet.readUInt32BE(8),
      sequenceNumber: packet.readUInt16BE(2),
      timestamp: packet.readUInt32BE(4),
      marker: ((packet[1] ?? 0) & 0x80) !== 0,
      packet,
    });
  }

  private deliver(): void {
    const nowUs = this.clock.nowUs();
    while (this.pending[0] !== undefined && this.pending[0].atUs <= nowUs) {
      const arrived = this.pending.shift() as ArrivedPacket;
      this.arrived.push(arrived);
      const hasNumber = ((arrived.packet[0] ?? 0) & 0x10) !== 0;
      if (hasNumber) this.unreported.set(arrived.packet.readUInt16BE(17), arrived.atUs);
    }
    if (nowUs - this.reportedUs < feedbackIntervalUs || this.unreported.size === 0) return;
    this.reportedUs = nowUs;
    const feedback = this.feedback();
    void this.clock.sleep(delayUs / 1000).then(() => this.onFeedback(feedback));
  }

  /** Two-bit statuses alone, and deltas of two bytes. */
  private feedback(): Buffer {
    const [oldest = 0] = this.unreported.keys();
    const first = this.nextNumber ?? oldest;
    const numbers = [...this.unreported.keys()].map((number) => ((number - first) << 16) >> 16);
    const count = Math.max(...numbers) + 1;
    const referenceUs = Math.floor(Math.min(...this.unreported.values()) / 64_000) * 64_000;
    const chunks = Array<number>(Math.ceil(count / 7)).fill(0xc000);
    const deltas: number[] = [];
    let ticks = 0;
    for (let at = 0; at < count; at++) {
      const arrivedUs = this.unreported.get((first + at) & 0xffff);
      if (arrivedUs === undefined) continue;
      const chunk = Math.floor(at / 7);
      chunks[chunk] = (chunks[chunk] ?? 0) | (2 << (12 - 2 * (at % 7)));
      const now = Math.round((arrivedUs - referenceUs) / 250);
      deltas.push(now - ticks);
      ticks = now;
    }
    this.unreported.clear();
    this.nextNumber = (first + count) & 0xffff;
    const packet = Buffer.alloc(4 * Math.ceil((20 + 2 * chunks.length + 2 * deltas.length) / 4));
    packet.writeUInt16BE(0x8fcd, 0);
    packet.writeUInt16BE(packet.length / 4 - 1, 2);
    packet.writeUInt16BE(first, 12);
    packet.writeUInt16BE(count, 14);
    packet.writeUIntBE(referenceUs / 64_000, 16, 3);
    packet[19] = this.reports++ & 0xff;
    for (const [at, chunk] of chunks.entries()) packet.writeUInt16BE(chunk, 20 + 2 * at);
    for (const [at, delta] of deltas.entries()) packet.writeInt16BE(delta, 20 + 2 * chunks.length + 2 * at);
    return packet;
  }
}
