/** Packets that are sent to learn whether a path carries more: retransmissions of recent packets, or padding. */
export interface ProbeCluster {
  /** For `SentPackets.next`. */
  readonly id: number;
  /** Rate of the probe alone, beside the media, in bits per second. */
  readonly bitrateBps: number;
  readonly packets: number;
  /** About as large should each packet be, in bytes. */
  readonly packetBytes: number;
  /** From one packet to the next, in microseconds. */
  readonly intervalUs: number;
}

/** How long a probe is: a short one finds out cheaply, a long one sees whether other traffic shares the path. */
export type ProbeLength = 'short' | 'long';

const lengthUs: Readonly<Record<ProbeLength, number>> = { short: 20_000, long: 50_000 };
const minPackets: Readonly<Record<ProbeLength, number>> = { short: 5, long: 8 };
const minPacketBytes = 200;
const maxPacketBytes = 1_150;

/** Lays out a probe of a rate. */
export function createProbeCluster(id: number, bitrateBps: number, length: ProbeLength): ProbeCluster {
  const bytes = (bitrateBps * lengthUs[length]) / 8_000_000;
  const packetBytes = Math.round(
    Math.min(maxPacketBytes, Math.max(minPacketBytes, bytes / minPackets[length])),
  );
  // One more, because a rate is measured between the first and the last packet.
  const packets = Math.max(minPackets[length], Math.ceil(bytes / packetBytes)) + 1;
  return { id, bitrateBps, packets, packetBytes, intervalUs: (packetBytes * 8_000_000) / bitrateBps };
}

const minArrivedShare = 0.8;
const maxSpanUs = 1_000_000;
const maxRatio = 2;

/** A probe that arrived this much slower than it left has filled the path. */
const saturatedBelow = 0.9;
const saturatedFactor = 0.95;

/** Measures one probe: the rates at which its packets, and what was sent between them, left and arrived. */
export class ProbeMeasurement {
  private arrived = 0;
  private bytes = 0;
  private bytesBetween = 0;
  private firstBytes = 0;
  private lastBytes = 0;
  private firstSentUs = 0;
  private lastSentUs = 0;
  private firstArrivalUs = 0;
  private lastArrivalUs = 0;
  private resultBps: number | undefined;
  private saturated = false;

  /** In bits per second, of the last result; `undefined` where too much was lost to tell. */
  get bps(): number | undefined {
    return this.resultBps;
  }

  /** Whether the probe filled the path, so that the result is its capacity. */
  get isSaturated(): boolean {
    return this.saturated;
  }

  /** How many of its packets have arrived. */
  get packetsArrived(): number {
    return this.arrived;
  }

  /** Before the next probe. */
  begin(): void {
    this.arrived = 0;
    this.bytes = 0;
    this.bytesBetween = 0;
    this.resultBps = undefined;
    this.saturated = false;
  }

  /** Takes a packet that arrived, in the order of sequence numbers. Media count only between packets of the probe. */
  add(isProbe: boolean, sentUs: number, arrivalUs: number, byteLength: number): void {
    if (!isProbe) {
      if (this.arrived > 0) this.bytesBetween += byteLength;
      return;
    }
    if (this.arrived === 0) {
      this.firstSentUs = sentUs;
      this.lastSentUs = sentUs;
      this.firstArrivalUs = arrivalUs;
      this.lastArrivalUs = arrivalUs;
      this.firstBytes = byteLength;
    }
    this.firstSentUs = Math.min(this.firstSentUs, sentUs);
    this.firstArrivalUs = Math.min(this.firstArrivalUs, arrivalUs);
    this.lastArrivalUs = Math.max(this.lastArrivalUs, arrivalUs);
    this.lastSentUs = Math.max(this.lastSentUs, sentUs);
    this.lastBytes = byteLength;
    this.bytes += byteLength + this.bytesBetween;
    this.bytesBetween = 0;
    this.arrived++;
  }

  /** Works out the result. */
  finish(cluster: ProbeCluster): void {
    const sendSpanUs = this.lastSentUs - this.firstSentUs;
    const arrivalSpanUs = this.lastArrivalUs - this.firstArrivalUs;
    if (this.arrived < minArrivedShare * cluster.packets) return;
    if (sendSpanUs <= 0 || arrivalSpanUs <= 0 || sendSpanUs > maxSpanUs || arrivalSpanUs > maxSpanUs) return;
    const sendBps = ((this.bytes - this.lastBytes) * 8_000_000) / sendSpanUs;
    const receiveBps = ((this.bytes - this.firstBytes) * 8_000_000) / arrivalSpanUs;
    if (receiveBps > maxRatio * sendBps) return;
    this.saturated = receiveBps < saturatedBelow * sendBps;
    this.resultBps = this.saturated ? saturatedFactor * receiveBps : Math.min(sendBps, receiveBps);
  }
}
