import { randomBytes, randomInt } from 'node:crypto';
import { opusDurationUs } from '../bitstream/opus-packet.js';
import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { ReceivedFrame, ReceivedMedia } from '../media/received-media.js';
import { encodeReceiverReport } from '../bitstream/rtp/receiver-reports.js';
import { encodeByePacket } from '../bitstream/rtp/source-description.js';
import {
  parseRtpHeader,
  readHeaderExtension,
  withoutPadding,
  type RtpHeader,
} from '../bitstream/rtp/rtp-packet.js';
import { parseSenderRtcp } from '../bitstream/rtp/sender-reports.js';
import type { DtlsSrtpKeys } from '../transport/dtls/srtp-keys.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { SrtpReceiver } from '../transport/srtp/srtp-receiver.js';
import { CaptureTimes } from './capture-times.js';
import type { ReceiveParameters } from './receive-parameters.js';
import { ReceivedFrames } from './received-frames.js';
import { ReceiverFeedback } from './receiver-feedback.js';
import { VideoReceiver, type DecodableFrame } from './video-receiver.js';
import { AudioReceiver } from './audio-receiver.js';

/** What a session needs besides the keys. */
export interface ReceiveSessionParts {
  readonly parameters: ReceiveParameters;
  readonly clock: CaptureClock;
  /** Sends a datagram to the peer. */
  readonly send: (datagram: Buffer) => void;
  /** The session has ended, by either side. Called once. */
  readonly onClosed: (reason: string) => void;
}

/** Half a second of 120 frames, for a decoder that is slow for a moment. */
const videoLimits = { maxFrames: 60, maxBytes: 16 * 1024 * 1024 };
const audioLimits = { maxFrames: 100, maxBytes: 1024 * 1024 };

/** RTCP has packet types 192 to 223 where RTP has marker and payload type (RFC 5761, 4). */
const firstRtcpType = 192;
const lastRtcpType = 223;

/** An SSRC that is silent this long may be replaced by another of the same payload type. */
const replaceAfterUs = 1_000_000;

/**
 * What one peer sends, from its SRTP packets to frames in order. The same for who publishes to us and for what we pull.
 *
 * Reports, requests and feedback are written by {@link tick}, which its owner calls each {@link ReceiveSession.tickMs}.
 */
export class ReceiveSession {
  /** Interval of {@link tick}, in milliseconds. */
  static readonly tickMs = 20;
  /** What sources read. */
  readonly media: ReceivedMedia;
  private readonly rtp: SrtpReceiver;
  private readonly rtcp: SrtcpChannel;
  private readonly times: CaptureTimes;
  private readonly feedback: ReceiverFeedback;
  private readonly frames: ReceivedFrames<ReceivedFrame>;
  private readonly sound: ReceivedFrames<EncodedAudioFrame>;
  private video: VideoReceiver | undefined;
  private audio: AudioReceiver | undefined;
  private videoHeardUs = 0;
  private audioHeardUs = 0;
  private readonly ssrc = randomInt(1, 2 ** 32);
  private readonly cname = randomBytes(12).toString('base64');
  private isClosed = false;
  private resolveClosed: (reason: string) => void = () => undefined;

  constructor(
    keys: DtlsSrtpKeys,
    private readonly parts: ReceiveSessionParts,
  ) {
    const { parameters } = parts;
    this.rtp = new SrtpReceiver(keys.profile, keys.remote);
    this.rtcp = new SrtcpChannel(keys.profile, keys.local, keys.remote);
    this.times = new CaptureTimes(
      parameters.audio?.codec === 'opus' ? 48_000 : 8_000,
      parameters.video !== undefined,
    );
    this.feedback = new ReceiverFeedback({
      ssrc: this.ssrc,
      cname: this.cname,
      parameters,
      send: (compound) => parts.send(this.rtcp.protect(compound)),
    });
    this.frames = new ReceivedFrames<ReceivedFrame>({
      ...videoLimits,
      bytesOf: ({ data }) => data.length,
      onOverflow: () => this.video?.needKeyFrame(),
    });
    this.sound = new ReceivedFrames<EncodedAudioFrame>({
      ...audioLimits,
      bytesOf: ({ data }) => data.length,
      onOverflow: () => undefined,
    });
    this.media = this.describe();
  }

  /** Takes an SRTP or SRTCP datagram; `false` when it is not the peer's. */
  handleDatagram(datagram: Buffer, nowUs: number): boolean {
    const type = datagram[1] ?? 0;
    return type >= firstRtcpType && type <= lastRtcpType
      ? this.handleRtcp(datagram, nowUs)
      : this.handleRtp(datagram, nowUs);
  }

  /** Asks for what is missing, and reports; each {@link ReceiveSession.tickMs}. */
  tick(nowUs: number): void {
    if (this.isClosed) return;
    this.feedback.tick(this.video, this.audio, nowUs);
  }

  /** Tells the peer, and ends what sources read. A second call does nothing. */
  close(reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.parts.send(
      this.rtcp.protect(
        Buffer.concat([encodeReceiverReport(this.ssrc, this.cname, []), encodeByePacket(this.ssrc)]),
      ),
    );
    this.frames.end();
    this.sound.end();
    this.resolveClosed(reason);
    this.parts.onClosed(reason);
  }

  private describe(): ReceivedMedia {
    const { video, audio } = this.parts.parameters;
    const { frames, sound } = this;
    const closed = new Promise<string>((resolve) => (this.resolveClosed = resolve));
    const requestKeyFrame = (): void =>
      this.feedback.requestKeyFrame(this.parts.clock.nowUs(), this.video?.ssrc);
    const begin = (): AsyncIterator<ReceivedFrame> => {
      const iterator = frames[Symbol.asyncIterator]();
      this.video?.needKeyFrame();
      return iterator;
    };
    return {
      ...(video && {
        video: {
          codec: video.codec,
          ...(video.parameterSets && { parameterSets: video.parameterSets }),
          frames: { [Symbol.asyncIterator]: begin },
        },
      }),
      ...(audio && {
        audio: {
          format: {
            sampleRateHz: audio.codec === 'opus' ? 48_000 : 8_000,
            channels: audio.channels,
            codec: audio.codec,
          },
          frames: sound,
        },
      }),
      requestKeyFrame,
      closed,
      close: (reason) => this.close(reason),
    };
  }

  private handleRtcp(datagram: Buffer, nowUs: number): boolean {
    const compound = this.rtcp.unprotect(datagram);
    if (compound === undefined) return false;
    for (const message of parseSenderRtcp(compound)) {
      if (message.kind === 'bye') {
        if (this.isEndedBy(message.ssrcs)) this.close('the publisher left');
      } else if (message.ssrc === this.video?.ssrc) {
        this.video.statistics.noteSenderReport(message.middleBits, nowUs);
        this.times.noteReport('video', message);
      } else if (message.ssrc === this.audio?.ssrc) {
        this.audio.statistics.noteSenderReport(message.middleBits, nowUs);
        this.times.noteReport('audio', message);
      }
    }
    return true;
  }

  /** A peer that stops its camera ends one stream; the session ends with the last, or with the video. */
  private isEndedBy(ssrcs: readonly number[]): boolean {
    const main = this.video ?? this.audio;
    return main !== undefined && ssrcs.includes(main.ssrc);
  }

  private handleRtp(datagram: Buffer, nowUs: number): boolean {
    const header = parseRtpHeader(datagram);
    if (header === undefined) return false;
    const opened = this.rtp.open(datagram, header.headerBytes);
    if (opened === undefined) return false;
    const payload = withoutPadding(opened, header);
    const { transportSequenceId } = this.parts.parameters;
    if (transportSequenceId !== undefined) {
      const value = readHeaderExtension(datagram, header, transportSequenceId);
      if (value !== undefined && value.length >= 2)
        this.feedback.noteArrival(value.readUInt16BE(0), nowUs, header.ssrc);
    }
    if (payload !== undefined && !this.isClosed) this.deliver(datagram, header, payload, nowUs);
    return true;
  }

  private deliver(datagram: Buffer, header: RtpHeader, payload: Buffer, nowUs: number): void {
    const { video, audio, layer } = this.parts.parameters;
    const { payloadType } = header;
    if (payloadType === audio?.payloadType) {
      this.audioFor(header.ssrc, nowUs)?.receive({ ...header, payload, arrivedUs: nowUs });
      return;
    }
    if (video === undefined) return;
    if (layer !== undefined) {
      const name = readHeaderExtension(datagram, header, layer.extensionId);
      if (name !== undefined && name.toString('latin1') !== layer.name) return;
    }
    if (video.payloadTypes.includes(payloadType)) {
      this.videoFor(header.ssrc, nowUs)?.receive({ ...header, payload, arrivedUs: nowUs });
    } else if (video.rtx.has(payloadType) && payload.length > 2) {
      this.video?.receiveAgain({
        sequenceNumber: payload.readUInt16BE(0),
        timestamp: header.timestamp,
        marker: header.marker,
        payload: payload.subarray(2),
        arrivedUs: nowUs,
      });
    }
  }

  private videoFor(ssrc: number, nowUs: number): VideoReceiver | undefined {
    if (this.video?.ssrc !== ssrc) {
      if (this.video !== undefined && nowUs - this.videoHeardUs < replaceAfterUs) return undefined;
      const { codec = 'h264' } = this.parts.parameters.video ?? {};
      this.video = new VideoReceiver(ssrc, codec, {
        onFrame: (frame) => this.onFrame(frame),
        onKeyFrameNeeded: () => this.feedback.requestKeyFrame(this.parts.clock.nowUs(), ssrc),
      });
    }
    this.videoHeardUs = nowUs;
    return this.video;
  }

  private audioFor(ssrc: number, nowUs: number): AudioReceiver | undefined {
    if (this.audio?.ssrc !== ssrc) {
      if (this.audio !== undefined && nowUs - this.audioHeardUs < replaceAfterUs) return undefined;
      const { codec = 'opus' } = this.parts.parameters.audio ?? {};
      this.audio = new AudioReceiver(ssrc, codec === 'opus' ? 48_000 : 8_000, (packet) => {
        this.onSound(packet.payload, packet.timestamp, packet.arrivedUs);
      });
    }
    this.audioHeardUs = nowUs;
    return this.audio;
  }

  private onFrame({ keyFrame, data, rtpTimestamp, arrivedUs }: DecodableFrame): void {
    const captureTimeUs = this.times.ofFrame(rtpTimestamp, arrivedUs);
    this.frames.push({ keyFrame, captureTimeUs, data });
  }

  private onSound(payload: Buffer, rtpTimestamp: number, arrivedUs: number): void {
    const { audio } = this.parts.parameters;
    if (audio === undefined) return;
    const durationUs = audio.codec === 'opus' ? opusDurationUs(payload) : payload.length * 125;
    if (durationUs === undefined) return;
    const captureTimeUs = this.times.ofSound(rtpTimestamp, durationUs, arrivedUs);
    if (captureTimeUs === undefined) return;
    const { codec, channels } = audio;
    this.sound.push({ codec, captureTimeUs, durationUs, channels, data: Buffer.from(payload) });
  }
}
