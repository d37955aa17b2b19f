import {
  encodeFullIntraRequest,
  encodeNack,
  encodeKeyFrameRequest,
  encodeReceiverReport,
} from '../bitstream/rtp/receiver-reports.js';
import { TransportFeedbackRecorder } from '../rtp/receive/transport-feedback-recorder.js';
import { TokenBucket } from '../rtp/token-bucket.js';
import type { AudioReceiver } from './audio-receiver.js';
import type { ReceiveParameters } from './receive-parameters.js';
import type { VideoReceiver } from './video-receiver.js';

/** What feedback is written with. */
export interface ReceiverFeedbackParts {
  /** Ours. */
  readonly ssrc: number;
  readonly cname: string;
  readonly parameters: ReceiveParameters;
  /** Sends a compound packet. */
  readonly send: (compound: Buffer) => void;
}

const reportIntervalUs = 1_000_000;
/** As libwebrtc does at high rates: a sender that hears less often reacts to congestion later. */
const transportFeedbackIntervalUs = 60_000;

/** A key frame costs as much as dozens of others. Two at once, then two a second. */
const keyFrameBurst = 2;
const keyFramesPerSecond = 2;

/** A request that may have been lost is repeated after this time. */
const keyFrameRetryUs = 500_000;

/** Packets asked for in one message. */
const maxNacks = 256;

/** All that is sent to a sender: reports, requests for packets and key frames, and when its packets arrived. */
export class ReceiverFeedback {
  private readonly arrivals = new TransportFeedbackRecorder();
  private readonly keyFrames = new TokenBucket(keyFrameBurst, keyFramesPerSecond);
  private reportedUs = Number.NEGATIVE_INFINITY;
  private feedbackUs = Number.NEGATIVE_INFINITY;
  private requestedUs = Number.NEGATIVE_INFINITY;
  private arrivedSsrc = 0;
  private requests = 0;

  constructor(private readonly parts: ReceiverFeedbackParts) {}

  /** A packet with a transport-wide sequence number arrived. */
  noteArrival(sequenceNumber: number, nowUs: number, ssrc: number): void {
    this.arrivals.note(sequenceNumber, nowUs);
    this.arrivedSsrc = ssrc;
  }

  /** Asks for a key frame, unless that was done a moment ago. */
  requestKeyFrame(nowUs: number, mediaSsrc: number | undefined): void {
    const { parameters, ssrc } = this.parts;
    const request = parameters.video?.keyFrameRequest;
    if (mediaSsrc === undefined || request === undefined || !this.keyFrames.take(nowUs)) return;
    this.requestedUs = nowUs;
    this.send(
      request === 'pli'
        ? encodeKeyFrameRequest(ssrc, mediaSsrc)
        : encodeFullIntraRequest(ssrc, mediaSsrc, this.requests++),
    );
  }

  /** Writes what is due. */
  tick(video: VideoReceiver | undefined, audio: AudioReceiver | undefined, nowUs: number): void {
    const { parameters, ssrc } = this.parts;
    const missing = video?.takeMissing(nowUs) ?? [];
    audio?.tick(nowUs);
    if (video !== undefined && missing.length > 0 && parameters.video?.nack === true) {
      this.send(encodeNack(ssrc, video.ssrc, missing.slice(0, maxNacks)));
    }
    if (video?.isWaiting === true && nowUs - this.requestedUs > keyFrameRetryUs) {
      this.requestKeyFrame(nowUs, video.ssrc);
    }
    if (nowUs - this.feedbackUs >= transportFeedbackIntervalUs) {
      this.feedbackUs = nowUs;
      for (let message = this.takeFeedback(); message !== undefined; message = this.takeFeedback()) {
        this.send(message);
      }
    }
    if (nowUs - this.reportedUs < reportIntervalUs) return;
    this.reportedUs = nowUs;
    const streams = [video, audio].filter((stream) => stream !== undefined);
    const reports = streams.map(({ statistics }) => statistics.take(nowUs));
    this.parts.send(encodeReceiverReport(ssrc, this.parts.cname, reports));
  }

  private takeFeedback(): Buffer | undefined {
    if (this.parts.parameters.transportSequenceId === undefined) return undefined;
    return this.arrivals.take(this.parts.ssrc, this.arrivedSsrc);
  }

  /** Behind an empty report, since not every sender takes what stands alone (RFC 5506, 5). */
  private send(message: Buffer): void {
    const { ssrc, cname } = this.parts;
    this.parts.send(Buffer.concat([encodeReceiverReport(ssrc, cname, []), message]));
  }
}
