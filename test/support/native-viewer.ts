import { RTCPeerConnection, useH264, useVP8 } from 'werift';
import { RtpViewer } from './rtp-viewer.js';

const feedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }];
const offeredCodecs = {
  h264: useH264({ rtcpFeedback: feedback }),
  vp8: useVP8({ rtcpFeedback: feedback }),
};

/** A viewer that is no browser: another implementation of WebRTC, in this process. */
export class NativeViewer extends RtpViewer implements AsyncDisposable {
  private readonly connection: RTCPeerConnection;

  /** @param codecs what it offers, best first */
  constructor(codecs: readonly (keyof typeof offeredCodecs)[]) {
    super(codecs[0] ?? 'vp8');
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

  /** Asks for a key frame (PLI), once something has come. */
  async requestKeyFrame(): Promise<void> {
    const ssrc = this.packets.at(-1)?.header.ssrc;
    const receiver = this.connection.getTransceivers()[0]?.receiver;
    if (ssrc !== undefined) await receiver?.sendRtcpPLI(ssrc);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }
}
