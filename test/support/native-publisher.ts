import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { codecs } from '../../libs/webgear-rtc/src/codecs/codecs.js';
import type { EncodedFrame } from '../../libs/webgear-rtc/src/media/encoded-frame.js';

/** RTCP packet type of PLI and FIR (RFC 4585, 6.3). */
const payloadSpecificFeedback = 206;

/** What a publisher sends. */
export interface NativePublisherSettings {
  /** Sent over and over, from a key frame on. */
  readonly frames: readonly EncodedFrame[];
  readonly framerate: number;
  /** Changes the answer, for example to send through a relay. */
  readonly rewrite?: (sdp: string) => string;
  /** RTP timestamp of a frame, by its place; regular where left out. */
  readonly timestampOf?: (frame: number) => number;
  /** Sequence number of the first packet. */
  readonly firstSequenceNumber?: number;
}

/** A publisher that is no browser: another implementation of WebRTC, in this process. */
export class NativePublisher implements AsyncDisposable {
  /** Key frames that it was asked for. */
  keyFrameRequests = 0;
  private readonly connection: RTCPeerConnection;
  private readonly track = new MediaStreamTrack({ kind: 'video' });
  private timer: NodeJS.Timeout | undefined;
  private frame = 0;
  private sent = 0;
  private next: number;
  /** Address of its session. */
  resource = '';

  constructor(private readonly settings: NativePublisherSettings) {
    const codec = settings.frames[0]?.codec ?? 'h264';
    this.connection = new RTCPeerConnection({
      codecs: {
        video: [
          new RTCRtpCodecParameters({
            mimeType: `video/${codecs[codec].rtpName}`,
            clockRate: 90_000,
            payloadType: 96,
            ...(codec === 'h264' && {
              parameters: 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1',
            }),
            rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
          }),
        ],
        audio: [],
      },
      iceServers: [{ urls: 'stun:127.0.0.1:9' }],
      iceStunGatherTimeout: 0.1,
      iceUseIpv6: false,
      iceUseTcp: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.next = settings.firstSequenceNumber ?? 1000;
  }

  get state(): string {
    return this.connection.connectionState;
  }

  /** Offers to an endpoint, and sends once it is connected. @returns status of the answer */
  async publish(endpoint: string, headers: Record<string, string> = {}): Promise<number> {
    const { rewrite = (sdp: string) => sdp } = this.settings;
    const { sender } = this.connection.addTransceiver(this.track, { direction: 'sendonly' });
    sender.onRtcp.subscribe(({ type }) => {
      if (type !== payloadSpecificFeedback) return;
      this.keyFrameRequests++;
      // From the next frame on.
      this.frame = 0;
    });
    await this.connection.setLocalDescription(await this.connection.createOffer());
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/sdp' },
      body: this.connection.localDescription?.sdp ?? '',
    });
    if (answer.status !== 201) return answer.status;
    this.resource = new URL(answer.headers.get('Location') ?? '', answer.url).href;
    await this.connection.setRemoteDescription({ type: 'answer', sdp: rewrite(await answer.text()) });
    this.timer = setInterval(() => this.send(), 1000 / this.settings.framerate);
    return answer.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
    await this.connection.close();
  }

  private send(): void {
    if (this.connection.connectionState !== 'connected') return;
    const { frames, framerate, timestampOf } = this.settings;
    const frame = frames[this.frame++ % frames.length];
    if (frame === undefined) return;
    const number = this.sent++;
    const timestamp = timestampOf?.(number) ?? Math.round((number * 90_000) / framerate);
    const payloads = codecs[frame.codec].createPayloader().payload(frame.data);
    for (const [index, payload] of payloads.entries()) {
      const header = new RtpHeader({
        payloadType: 96,
        sequenceNumber: this.next++ & 0xffff,
        timestamp: timestamp >>> 0,
        marker: index === payloads.length - 1,
      });
      this.track.writeRtp(new RtpPacket(header, payload));
    }
  }
}
