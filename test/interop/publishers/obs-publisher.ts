import { Audio, PeerConnection, Video, type Track } from 'node-datachannel';
import { H264Payloader } from '../../../libs/webgear-rtc/src/codecs/h264/h264-payloader.js';
import type { EncodedFrame } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';
import { encodeHeaderExtensions } from '../../../libs/webgear-rtc/src/rtp/rtp-header-extensions.js';

const midId = 1;
const ridId = 2;
const videoPayloadType = 96;
const ssrcs = [1_001, 1_002] as const;

let opened = 0;

/**
 * A publisher as OBS 32 is one: libdatachannel, sound before video, H.264 under 96 and Opus under 111, and two layers of
 * simulcast, named `0` and `1`.
 */
export class ObsPublisher implements Disposable {
  private readonly connection: PeerConnection;
  // Kept: the library forgets a track that nobody refers to.
  private readonly tracks: Track[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** The offer as it was sent. */
  offer = '';

  /** @param layers frames of each layer, sent over and over, from a key frame on */
  constructor(
    private readonly layers: readonly (readonly EncodedFrame[])[],
    private readonly framerate: number,
  ) {
    this.connection = new PeerConnection(`obs-${opened++}`, {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    const audio = new Audio('0', 'SendOnly');
    audio.addOpusCodec(111, 'minptime=10;maxaveragebitrate=160000;stereo=1;sprop-stereo=1;useinbandfec=1');
    audio.addSSRC(1_000, 'obs', 'obs', 'obs-audio');
    const video = new Video('1', 'SendOnly');
    video.addH264Codec(
      videoPayloadType,
      'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1',
    );
    video.addSSRC(ssrcs[0], 'obs', 'obs', 'obs-video');
    this.tracks.push(this.connection.addTrack(audio), this.connection.addTrack(video));
  }

  /** Offers to an endpoint, and sends once it is connected. @returns status of the answer */
  async publish(endpoint: string, token: string): Promise<number> {
    const gathered = new Promise<void>((resolve) => {
      this.connection.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    this.connection.setLocalDescription('offer');
    await gathered;
    this.offer = withLayers(this.connection.localDescription()?.sdp ?? '');
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${token}` },
      body: this.offer,
    });
    const answer = await response.text();
    if (response.status !== 201) return response.status;
    this.connection.setRemoteDescription(answer, 'answer');
    const [, video] = this.tracks;
    video?.onOpen(() => this.start(video));
    return response.status;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.connection.close();
  }

  private start(video: Track): void {
    const numbers = this.layers.map(() => 0);
    let place = 0;
    this.timer = setInterval(() => {
      for (const [layer, frames] of this.layers.entries()) {
        const frame = frames[place % frames.length];
        if (frame === undefined) continue;
        const payloads = new H264Payloader().payload(frame.data);
        for (const [index, payload] of payloads.entries()) {
          const number = numbers[layer] ?? 0;
          numbers[layer] = number + 1;
          const isLast = index === payloads.length - 1;
          const header = headerOf(layer, number, place * Math.round(90_000 / this.framerate), isLast);
          if (video.isOpen()) video.sendMessageBinary(Buffer.concat([header, payload]));
        }
      }
      place++;
    }, 1000 / this.framerate);
  }
}

function headerOf(layer: number, number: number, timestamp: number, marker: boolean): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x90;
  header[1] = videoPayloadType | (marker ? 0x80 : 0);
  header.writeUInt16BE(number & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(ssrcs[layer] ?? 0, 8);
  const extensions = encodeHeaderExtensions([
    { id: midId, data: Buffer.from('1') },
    { id: ridId, data: Buffer.from(String(layer)) },
  ]);
  return Buffer.concat([header, extensions]);
}

/** What OBS adds for its layers; the binding cannot. */
function withLayers(sdp: string): string {
  return sdp.replace(
    /^a=mid:1\r\n/m,
    [
      'a=mid:1',
      `a=extmap:${midId} urn:ietf:params:rtp-hdrext:sdes:mid`,
      `a=extmap:${ridId} urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id`,
      'a=rid:0 send',
      'a=rid:1 send',
      'a=simulcast:send 0;1',
      '',
    ].join('\r\n'),
  );
}
