import { PeerConnection, RtcpReceivingSession, Video, type RtcConfig, type Track } from 'node-datachannel';
import { RtpPacket } from 'werift';
import type { VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { RtpViewer } from './rtp-viewer.js';

let opened = 0;

/** A viewer made of libdatachannel, which is C++ and does what it does on threads of its own. */
export class LibDataChannelViewer extends RtpViewer implements Disposable {
  private readonly connection: PeerConnection;
  // Kept: the library forgets a track that nobody refers to, and its packets with it.
  private readonly tracks: Track[] = [];

  /**
   * @param ice servers that help it, as URLs with user and password, and whether it may come by a relay alone
   * @param bindAddress the only address it has
   */
  constructor(
    codec: VideoCodec,
    ice: Pick<RtcConfig, 'iceServers' | 'iceTransportPolicy'> = { iceServers: [] },
    bindAddress = '127.0.0.1',
  ) {
    super(codec);
    this.connection = new PeerConnection(`viewer-${opened++}`, {
      ...ice,
      bindAddress,
      disableAutoNegotiation: true,
    });
    const video = new Video('video', 'RecvOnly');
    if (codec === 'vp8') video.addVP8Codec(96);
    else video.addH264Codec(97, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
    const track = this.connection.addTrack(video);
    this.tracks.push(track);
    // Reports what it gets, and keeps RTCP from the messages.
    track.setMediaHandler(new RtcpReceivingSession());
    track.onMessage((packet) => void this.packets.push(RtpPacket.deSerialize(packet)));
  }

  get state(): string {
    return this.connection.state();
  }

  /** Offers, and takes the answer. */
  async connect(exchange: (offerSdp: string) => Promise<string>): Promise<void> {
    const gathered = new Promise<void>((resolve) => {
      this.connection.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    this.connection.setLocalDescription('offer');
    await gathered;
    const answer = await exchange(this.connection.localDescription()?.sdp ?? '');
    this.connection.setRemoteDescription(answer, 'answer');
  }

  /** Asks for a key frame, with a picture loss indication. */
  requestKeyFrame(): void {
    for (const track of this.tracks) track.requestKeyframe();
  }

  /** Leaves without a message: the library sends no close_notify. */
  [Symbol.dispose](): void {
    this.connection.close();
  }
}
