import { dePacketizeRtpPackets, RTCPeerConnection, type RtpPacket, useH264, useVP8 } from 'werift';
import type { VideoCodec } from '../../libs/webgear-rtc/src/encoder/encoded-frame.interface.js';

const feedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }];
const offeredCodecs = {
  h264: useH264({ rtcpFeedback: feedback }),
  vp8: useVP8({ rtcpFeedback: feedback }),
};

/** One picture as it came over the network. */
export interface ReceivedPicture {
  readonly keyFrame: boolean;
  readonly rtpTimestamp: number;
  readonly data: Buffer;
}

/** A viewer that is no browser: another implementation of WebRTC, in this process. */
export class NativeViewer implements AsyncDisposable {
  /** What came, in the order it came. */
  readonly packets: RtpPacket[] = [];
  private readonly connection: RTCPeerConnection;

  /** @param codecs what it offers, best first */
  constructor(private readonly codecs: readonly VideoCodec[]) {
    this.connection = new RTCPeerConnection({
      codecs: { video: codecs.map((codec) => offeredCodecs[codec]), audio: [] },
      // Without one it asks a public server; this port on loopback answers nothing.
      iceServers: [{ urls: 'stun:127.0.0.1:9' }],
      iceStunGatherTimeout: 0.1,
      iceUseIpv6: false,
      iceUseTcp: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => void this.packets.push(packet));
    });
  }

  get state(): string {
    return this.connection.connectionState;
  }

  /** Offers, and takes the answer. */
  async connect(exchange: (offerSdp: string) => Promise<string>): Promise<void> {
    this.connection.addTransceiver('video', { direction: 'recvonly' });
    await this.connection.setLocalDescription(await this.connection.createOffer());
    const sdp = await exchange(this.connection.localDescription?.sdp ?? '');
    await this.connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Resolves once so many whole pictures came. */
  async waitForPictures(count: number, timeoutMs = 10_000): Promise<readonly ReceivedPicture[]> {
    const giveUpAtMs = performance.now() + timeoutMs;
    for (;;) {
      const pictures = this.pictures();
      if (pictures.length >= count) return pictures;
      if (performance.now() > giveUpAtMs) throw new Error(`${pictures.length} of ${count} pictures came.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The pictures of which every packet came, up to the first that misses one. */
  pictures(): ReceivedPicture[] {
    const pictures: ReceivedPicture[] = [];
    let parts: RtpPacket[] = [];
    for (const [index, packet] of this.packets.entries()) {
      const before = this.packets[index - 1]?.header.sequenceNumber;
      if (before !== undefined && packet.header.sequenceNumber !== ((before + 1) & 0xffff)) break;
      parts.push(packet);
      if (!packet.header.marker) continue;
      pictures.push(this.join(parts));
      parts = [];
    }
    return pictures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }

  private join(packets: RtpPacket[]): ReceivedPicture {
    const codec = this.codecs[0] === 'vp8' ? 'VP8' : 'MPEG4/ISO/AVC';
    const { isKeyframe, data } = dePacketizeRtpPackets(codec, packets);
    return { keyFrame: isKeyframe, data, rtpTimestamp: packets[0]?.header.timestamp ?? 0 };
  }
}
