import type { ViewerSubscription } from '../broadcast/viewer-subscription.js';
import { FramePacer } from '../rtp/frame-pacer.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { readableProtector, ReportingViewer } from './reporting-viewer.js';
import { VirtualCaptureClock } from './virtual-capture-clock.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { SrtpProfile } from '../transport/srtp/srtp-profile.js';
import { MediaSession } from '../peers/media-session.js';
import { PathEstimates } from '../peers/path-estimates.js';
import type { ViewerPreferences } from '../peers/peer-manager.interface.js';
import { ViewerAdaptation, type ViewerAdaptationParts } from '../peers/viewer-adaptation.js';

const profile = SrtpProfile.AeadAes128Gcm;
const local = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) };
const remote = { key: Buffer.alloc(16, 3), salt: Buffer.alloc(12, 4) };
const [ssrc, rtxSsrc] = [0x1111, 0x2222];
const transportWide = {
  feedback: 'transport-cc',
  extension: { id: 3, uri: 'transport-wide' },
  rtcpFeedback: ['transport-cc'],
} as const;
const rungs = [
  { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
  { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
  { rung: 'quarter', width: 320, height: 180, bitrateBps: 320_000 },
];
const frameMs = 33;
const groupOfFrames = 120;

/** A stream of three rungs to one viewer, whose session, control loop and estimator are real. */
export class AdaptedViewer {
  readonly clock = new VirtualCaptureClock(1_000_000_000);
  readonly viewer: ReportingViewer;
  readonly session: MediaSession;
  readonly adaptation: ViewerAdaptation;
  readonly selected: string[] = [];
  keyFrameRequests = 0;
  framesTaken = 0;
  private readonly rtcp = new SrtcpChannel(profile, remote, local);
  private served = 'full';
  private wanted = 'full';
  private wantsKeyFrame = true;
  private frameNumber = 0;
  private nextFrameUs = 0;

  constructor(
    over: Partial<ViewerAdaptationParts> = {},
    address = '192.0.2.1',
    preferences: ViewerPreferences = {},
    reservedBps = 0,
  ) {
    const { clock } = this;
    this.viewer = new ReportingViewer(clock, (packet) => this.hear(packet));
    const subscription = {
      rungs,
      encoderFollows: false,
      select: (rung: string) => {
        this.selected.push(rung);
        this.wanted = rung;
        this.wantsKeyFrame = true;
      },
      requestKeyFrame: () => {
        this.keyFrameRequests++;
        this.wantsKeyFrame = true;
      },
    } as unknown as ViewerSubscription;
    Object.defineProperty(subscription, 'rung', { get: () => this.wanted });
    this.adaptation = new ViewerAdaptation({
      subscription,
      congestion: transportWide,
      estimates: new PathEstimates(),
      ...over,
    });
    this.adaptation.prefer(preferences, clock.nowUs());
    this.adaptation.reserve(reservedBps);
    this.adaptation.begin(address, clock.nowUs());
    const { stamp } = this.adaptation;
    this.session = new MediaSession(
      { profile, local, remote },
      {
        rtp: {
          ssrc,
          payloadType: 96,
          rtx: { ssrc: rtxSsrc, payloadType: 97 },
          extensions: [],
          ...(stamp && { stamp }),
        },
        cname: 'cname',
        clock: new RtpClock(0, 0),
        route: this.viewer.route,
        pacer: new FramePacer(clock),
        createProtector: () => readableProtector,
        send: () => undefined,
        onKeyFrameRequest: () => undefined,
        onBye: () => undefined,
        path: this.adaptation,
      },
    );
    this.adaptation.attach(this.session.video, clock.nowUs());
  }

  /** Lets time pass while frames come. */
  async watch(seconds: number): Promise<void> {
    await this.viewer.advance(seconds * 1000, () => this.captureDue());
  }

  /** The viewer sends an RTCP packet. */
  hear(packet: Buffer): void {
    this.session.handleRtcp(this.rtcp.protect(packet), this.clock.nowUs());
  }

  /** Media packets that came, or those since a time. */
  media(sinceUs = 0) {
    return this.viewer.arrived.filter((each) => each.ssrc === ssrc && each.atUs >= sinceUs);
  }

  /** When each frame was there as a whole, in milliseconds. */
  frameEndsMs(sinceUs = 0): number[] {
    return this.media(sinceUs)
      .filter(({ marker }) => marker)
      .map(({ atUs }) => atUs / 1000);
  }

  /** Numbers that are missing between packets that came. */
  missing(sinceUs = 0): number {
    const numbers = this.media(sinceUs).map(({ sequenceNumber }) => sequenceNumber);
    return numbers
      .slice(1)
      .reduce((sum, number, at) => sum + ((number - (numbers[at] ?? 0) - 1) & 0xffff), 0);
  }

  private captureDue(): void {
    const nowUs = this.clock.nowUs();
    if (nowUs < this.nextFrameUs) return;
    this.nextFrameUs = nowUs + frameMs * 1000;
    const keyFrame = this.wantsKeyFrame || this.frameNumber % groupOfFrames === 0;
    this.frameNumber++;
    if (keyFrame) this.served = this.wanted;
    this.wantsKeyFrame = false;
    const bps = rungs.find(({ rung }) => rung === this.served)?.bitrateBps ?? 0;
    const bytes = (bps * frameMs * (keyFrame ? 5 : 0.97)) / 8000;
    const count = Math.ceil(bytes / 1150);
    const frame = {
      codec: 'vp8' as const,
      keyFrame,
      captureTimeUs: nowUs,
      rtpTimestamp: Math.round(nowUs * 0.09) % 2 ** 32,
      ...batchPayloads(Array.from({ length: count }, () => Buffer.alloc(Math.ceil(bytes / count)))),
    };
    if (this.adaptation.leavesOut(frame, nowUs)) return;
    if (this.session.video.sendFrame(frame, nowUs)) this.framesTaken++;
    else this.wantsKeyFrame = true;
  }
}
