import { CongestionController, type Decision } from '../congestion/congestion-controller.js';
import type { ProbeCluster } from '../congestion/probe-cluster.js';
import { SeededRandom } from './seeded-random.js';
import { onePacket, type SimulatedLink } from './simulated-link.js';
import { writeTransportFeedback, type PacketArrival } from './transport-feedback-writer.js';

/** One viewer of a simulation, and the stream it watches. */
export interface SimulatedViewerOptions {
  readonly link: SimulatedLink;
  /** In bits per second, best first; default 2,000,000, 800,000 and 320,000. */
  readonly rungsBps?: readonly number[];
  readonly encoderFollows?: boolean;
  /** What is sent of what the rung allows for, 0 to 1, at a time in microseconds. */
  readonly activity?: (timeUs: number) => number;
  /** Of the controller; default the first rung's rate. */
  readonly startBps?: number;
  /** Between key frames, in milliseconds; default 4,000. */
  readonly gopMs?: number;
  /** How much larger than others a key frame is; default 5. */
  readonly keyFrameFactor?: number;
  /** What it reports; default transport-wide feedback. */
  readonly reports?: 'transport' | 'estimates' | 'receiver';
  /** Share of its reports that are lost, 0 to 1; default 0. */
  readonly reportLoss?: number;
  readonly startMs?: number;
}

/** What a simulation looked like at a time. */
export interface PathSample {
  readonly ms: number;
  readonly decision: Decision;
  readonly acknowledgedBps: number | undefined;
  readonly state: string;
  /** Of the line, in milliseconds. */
  readonly queueMs: number;
  /** Longest time without a complete frame so far in this sample's 100 ms, in milliseconds. */
  readonly frozenMs: number;
}

interface Packet {
  readonly bytes: number;
  readonly frame: number;
  readonly isLast: boolean;
}

const frameUs = 33_333;
const payloadBytes = 1_150;
const headerBytes = 40;
const uplinkUs = 20_000;
const feedbackUs = 125_000; // as Chromium with the bandwidth that our answers name
const giveUpUs = 1_000_000;

/** A sender with a stream of frames, a pacer and a controller, the line, and a viewer that reports, in steps of 1 ms. */
export class SimulatedViewer {
  /** Every 100 ms. */
  readonly samples: PathSample[] = [];
  /** Probes that were sent. */
  readonly probes: { readonly ms: number; readonly cluster: ProbeCluster }[] = [];
  readonly controller: CongestionController;
  decision: Decision = { rung: 0, keyFramesOnly: false, paceBps: 0, bandwidthBps: undefined };

  private readonly rungsBps: readonly number[];
  private readonly rungs: readonly { readonly bitrateBps: number; readonly height: number }[];
  private readonly startUs: number;
  private queue: Packet[] = [];
  private queuedBytes = 0;
  private creditBytes = 0;
  private served = 0;
  private switchUs: number | undefined;
  private needsKeyFrame = true;
  private nextFrameUs: number;
  private nextKeyUs: number;
  private frame = 0;
  private probe: { readonly cluster: ProbeCluster; sent: number; dueUs: number } | undefined;
  private readonly arrivals = new Map<number, number>();
  private readonly inFlight: { number: number; arrivalUs: number; lastOfFrame: boolean; bytes: number }[] =
    [];
  private highest = -1;
  private reportedTo = -1;
  private sentPackets = 0;
  private arrivedSince = 0;
  private sentSince = 0;
  private arrivedBytes = 0;
  private nextFeedbackUs: number;
  private nextDecisionUs: number;
  private nextReportUs: number;
  private lastDelayUs = 0;
  private readonly uplink: { readonly atUs: number; readonly deliver: (nowUs: number) => void }[] = [];
  private lastFrameUs: number | undefined;
  private frozenUs = 0;
  private sampledUs = 0;
  private rembBps = 0;
  private readonly random = new SeededRandom(1);

  constructor(private readonly options: SimulatedViewerOptions) {
    this.rungsBps = options.rungsBps ?? [2_000_000, 800_000, 320_000];
    this.rungs = this.rungsBps.map((bitrateBps, index) => ({ bitrateBps, height: 720 >> index }));
    this.startUs = (options.startMs ?? 0) * 1_000;
    this.controller = new CongestionController({ startBps: options.startBps ?? this.rungsBps[0] ?? 0 });
    this.nextFrameUs = this.startUs;
    this.nextKeyUs = this.startUs;
    this.nextFeedbackUs = this.startUs + 100_000;
    this.nextDecisionUs = this.startUs;
    this.nextReportUs = this.startUs + 1_000_000;
  }

  /** Does what is due at this time. */
  step(nowUs: number): void {
    if (nowUs < this.startUs) return;
    this.deliverReports(nowUs);
    if (nowUs >= this.nextDecisionUs) this.decide(nowUs);
    this.makeFrames(nowUs);
    this.sendDue(nowUs);
    this.receive(nowUs);
    this.sample(nowUs);
  }

  private decide(nowUs: number): void {
    this.nextDecisionUs = nowUs + 50_000;
    const pace = Math.max(this.decision.paceBps, 1);
    this.decision = this.controller.decide(
      {
        rungs: this.rungs,
        rung: this.decision.rung,
        queueUs: (this.queuedBytes * 8_000_000) / pace,
        encoderFollows: this.options.encoderFollows ?? false,
      },
      nowUs,
    );
    if (this.decision.rung !== this.served) this.switchUs ??= nowUs + 30_000;
    if (this.decision.probe !== undefined) {
      this.probe = { cluster: this.decision.probe, sent: 0, dueUs: nowUs };
      this.probes.push({ ms: nowUs / 1_000, cluster: this.decision.probe });
    }
  }

  private makeFrames(nowUs: number): void {
    if (nowUs < this.nextFrameUs) return;
    this.nextFrameUs += frameUs;
    const switches = this.switchUs !== undefined && nowUs >= this.switchUs;
    const isKey = this.needsKeyFrame || switches || nowUs >= this.nextKeyUs;
    const { gopMs = 4_000, keyFrameFactor = 5, activity } = this.options;
    if (switches) {
      this.served = this.decision.rung;
      this.switchUs = undefined;
      this.queue = [];
      this.queuedBytes = 0;
    }
    if (isKey) this.nextKeyUs = nowUs + gopMs * 1_000;
    if (this.decision.keyFramesOnly && !isKey) return;
    if ((this.queuedBytes * 8_000_000) / Math.max(this.decision.paceBps, 1) > giveUpUs) {
      this.queue = [];
      this.queuedBytes = 0;
      this.needsKeyFrame = true;
      return;
    }
    this.needsKeyFrame = false;
    const rungBps = this.rungsBps[this.served] ?? 0;
    const follows = this.options.encoderFollows === true && this.decision.bandwidthBps !== undefined;
    const targetBps = follows
      ? Math.max(150_000, Math.min(rungBps, 0.9 * (this.decision.bandwidthBps ?? rungBps)))
      : rungBps;
    const frames = (gopMs * 1_000) / frameUs;
    const mean = (targetBps * (activity?.(nowUs) ?? 1) * frameUs) / 8_000_000;
    const delta = (mean * frames) / (frames - 1 + keyFrameFactor);
    this.enqueue(isKey ? delta * keyFrameFactor : delta);
  }

  private enqueue(frameBytes: number): void {
    const count = Math.max(1, Math.ceil(frameBytes / payloadBytes));
    const bytes = Math.max(100, Math.round(frameBytes / count) + headerBytes);
    for (let index = 0; index < count; index++) {
      this.queue.push({ bytes, frame: this.frame, isLast: index === count - 1 });
    }
    this.queuedBytes += count * bytes;
    this.frame++;
  }

  private sendDue(nowUs: number): void {
    this.creditBytes += (this.decision.paceBps * 1_000) / 8_000_000;
    while (this.creditBytes > 0 && this.queue.length > 0) {
      const packet = this.queue.shift();
      if (packet === undefined) break;
      this.queuedBytes -= packet.bytes;
      this.creditBytes -= packet.bytes;
      this.sendPacket(packet.bytes, packet.isLast, undefined, nowUs);
    }
    if (this.queue.length === 0) this.creditBytes = Math.min(this.creditBytes, 0);
    const { probe } = this;
    if (probe === undefined) return;
    while (probe.sent < probe.cluster.packets && nowUs >= probe.dueUs) {
      this.sendPacket(probe.cluster.packetBytes, false, probe.cluster.id, nowUs);
      probe.sent++;
      probe.dueUs += probe.cluster.intervalUs;
    }
    if (probe.sent === probe.cluster.packets) this.probe = undefined;
  }

  private sendPacket(bytes: number, lastOfFrame: boolean, probeId: number | undefined, nowUs: number): void {
    const hasNumbers = (this.options.reports ?? 'transport') === 'transport';
    const number = hasNumbers
      ? this.controller.sentPackets.next(nowUs, onePacket(bytes, probeId))
      : this.sentPackets & 0xffff;
    const unwrapped = this.sentPackets++;
    if (hasNumbers && (unwrapped & 0xffff) !== number) throw new Error('Numbers are not consecutive.');
    this.sentSince++;
    const arrivalUs = this.options.link.send(nowUs, bytes);
    if (arrivalUs === undefined) return;
    this.lastDelayUs = arrivalUs - nowUs;
    this.inFlight.push({ number: unwrapped, arrivalUs, lastOfFrame, bytes });
  }

  private receive(nowUs: number): void {
    for (let index = 0; index < this.inFlight.length; index++) {
      const packet = this.inFlight[index];
      if (packet === undefined || packet.arrivalUs > nowUs) continue;
      this.inFlight.splice(index--, 1);
      this.arrivals.set(packet.number, packet.arrivalUs);
      this.highest = Math.max(this.highest, packet.number);
      this.reportedTo = Math.min(this.reportedTo, packet.number - 1);
      this.arrivedSince++;
      this.arrivedBytes += packet.bytes;
      if (packet.lastOfFrame) this.lastFrameUs = nowUs;
    }
    if (this.lastFrameUs !== undefined) this.frozenUs = Math.max(this.frozenUs, nowUs - this.lastFrameUs);
    if ((this.options.reports ?? 'transport') === 'transport' && nowUs >= this.nextFeedbackUs)
      this.report(nowUs);
    if (nowUs >= this.nextReportUs) this.reportReception(nowUs);
  }

  private report(nowUs: number): void {
    this.nextFeedbackUs = nowUs + feedbackUs;
    if (this.highest <= this.reportedTo) return;
    const from = this.reportedTo + 1;
    const statuses: PacketArrival[] = [];
    for (let number = from; number <= this.highest; number++) statuses.push(this.arrivals.get(number));
    this.reportedTo = this.highest;
    for (const number of this.arrivals.keys()) if (number < from - 500) this.arrivals.delete(number);
    const message = writeTransportFeedback(from, statuses);
    this.reportLater(nowUs, (atUs) => {
      this.controller.onTransportFeedback(message, atUs);
      this.decide(atUs);
    });
  }

  private reportReception(nowUs: number): void {
    this.nextReportUs = nowUs + 1_000_000;
    const fraction = this.sentSince === 0 ? 0 : Math.max(0, 1 - this.arrivedSince / this.sentSince);
    const roundTripMs = (this.lastDelayUs + uplinkUs) / 1_000;
    const incomingBps = this.arrivedBytes * 8;
    this.sentSince = 0;
    this.arrivedSince = 0;
    this.arrivedBytes = 0;
    const isFull = this.options.link.queueUs(nowUs) > 60_000;
    this.rembBps = isFull
      ? 0.85 * incomingBps
      : Math.min(1.5 * incomingBps + 10_000, 1.08 * Math.max(this.rembBps, incomingBps));
    const { reports = 'transport' } = this.options;
    this.reportLater(nowUs, (atUs) => {
      this.controller.onReceiverReport(fraction, roundTripMs, atUs);
      if (reports === 'estimates') this.controller.onReceiverEstimate(this.rembBps, atUs);
      this.decide(atUs);
    });
  }

  private reportLater(nowUs: number, deliver: (nowUs: number) => void): void {
    if (!this.random.chance(this.options.reportLoss ?? 0))
      this.uplink.push({ atUs: nowUs + uplinkUs, deliver });
  }

  private deliverReports(nowUs: number): void {
    for (let next = this.uplink[0]; next !== undefined && next.atUs <= nowUs; next = this.uplink[0]) {
      this.uplink.shift();
      next.deliver(nowUs);
    }
  }

  private sample(nowUs: number): void {
    if (nowUs - this.sampledUs < 100_000) return;
    this.sampledUs = nowUs;
    const { acknowledgedBps, state } = this.controller.stats();
    this.samples.push({
      ms: nowUs / 1_000,
      decision: this.decision,
      acknowledgedBps,
      state,
      queueMs: this.options.link.queueUs(nowUs) / 1_000,
      frozenMs: this.frozenUs / 1_000,
    });
    this.frozenUs = 0;
  }
}

/** Runs viewers of one line for so many seconds. */
export function simulate(link: SimulatedLink, viewers: readonly SimulatedViewer[], seconds: number): void {
  for (let ms = 0; ms <= seconds * 1_000; ms++) {
    link.advance(ms * 1_000);
    for (const viewer of viewers) viewer.step(ms * 1_000);
  }
}
