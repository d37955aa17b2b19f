import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PeerConnection, Video, type Track } from 'node-datachannel';
import { H264Payloader } from '../../../libs/webgear-rtc/src/codecs/h264/h264-payloader.js';
import type { EncodedFrame } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';

const payloadType = 96;
const ssrc = 4_711;
let opened = 0;

/**
 * A WHEP server that is not ours: libdatachannel answers, as a full ICE agent and as the client of the DTLS handshake, as MediaMTX does. It
 * behaves by the first segment of the path.
 */
export class StubWhepServer implements Disposable {
  /** Method and path of each request. */
  readonly requests: string[] = [];
  /** Of the last offer. */
  authorization: string | undefined;
  /** Key frames that were asked for. */
  keyFrameRequests = 0;
  private readonly server: Server;
  private readonly sessions = new Map<
    string,
    { connection: PeerConnection; track: Track; timer: NodeJS.Timeout }
  >();

  constructor(
    private readonly frames: readonly EncodedFrame[],
    private readonly framerate: number,
  ) {
    this.server = createServer((request, response) => this.handle(request, response));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** Sessions that have neither ended nor been ended. */
  get sessionCount(): number {
    return this.sessions.size;
  }

  /** Ends all sessions without a word, as a process does that is killed. */
  drop(): void {
    for (const id of this.sessions.keys()) this.end(id);
  }

  [Symbol.dispose](): void {
    this.drop();
    this.server.close();
    this.server.closeAllConnections();
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      if (method === 'DELETE') {
        this.end(url.split('/').at(-1) ?? '');
        response.end();
      } else if (method === 'POST') {
        this.authorization = request.headers.authorization;
        this.answer(url.split('/')[1] ?? '', body, response).catch(() => response.destroy());
      } else response.writeHead(405).end();
    });
  }

  private async answer(behaviour: string, offer: string, response: ServerResponse): Promise<void> {
    const posts = this.requests.filter((each) => each.startsWith('POST')).length;
    switch (behaviour) {
      case 'hangs':
        return;
      case 'garbage':
        response.writeHead(201, { Location: '/s/0' }).end('v=0\r\nm=video nonsense\r\n'.repeat(50));
        return;
      case 'nobody': {
        // An answer to which nobody listens.
        const sdp = await this.open(offer, false);
        response.writeHead(201, { Location: '/s/0' }).end(sdp.replaceAll(/^a=candidate.*\r\n/gm, ''));
        return;
      }
      case 'late':
        if (posts === 1) response.writeHead(409, { 'Retry-After': '1' }).end();
        else response.writeHead(307, { Location: '/cam/whep' }).end();
        return;
      default: {
        const sdp = await this.open(offer, true);
        const headers = { 'Content-Type': 'application/sdp', Location: `session/${opened - 1}`, ETag: '"1"' };
        response.writeHead(201, headers).end(sdp);
      }
    }
  }

  private async open(offer: string, sends: boolean): Promise<string> {
    const id = String(opened++);
    const connection = new PeerConnection(`whep-${id}`, {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    const video = new Video('0', 'SendOnly');
    video.addH264Codec(payloadType, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
    video.addSSRC(ssrc, 'stub', 'stub', 'video');
    const track = connection.addTrack(video);
    const gathered = new Promise<void>((resolve) => {
      connection.onGatheringStateChange((state) => {
        if (state === 'complete') resolve();
      });
    });
    connection.setRemoteDescription(offer, 'offer');
    connection.setLocalDescription('answer');
    await gathered;
    const timer = setInterval(() => {
      if (sends && track.isOpen()) this.send(track, numbers);
    }, 1000 / this.framerate);
    const numbers = { frame: 0, place: 0, packet: 0 };
    track.onMessage((packet) => {
      // Payload-specific feedback, format 1 (RFC 4585, 6.3.1), somewhere in a compound.
      if (!packet.includes(Buffer.from([0x81, 206]))) return;
      this.keyFrameRequests++;
      numbers.place = 0;
    });
    this.sessions.set(id, { connection, track, timer });
    return connection.localDescription()?.sdp ?? '';
  }

  private send(track: Track, numbers: { frame: number; place: number; packet: number }): void {
    const frame = this.frames[numbers.place++ % this.frames.length];
    if (frame === undefined) return;
    const timestamp = Math.round((numbers.frame++ * 90_000) / this.framerate);
    const payloads = new H264Payloader().payload(frame.data);
    for (const [index, payload] of payloads.entries()) {
      const header = Buffer.alloc(12);
      header[0] = 0x80;
      header[1] = payloadType | (index === payloads.length - 1 ? 0x80 : 0);
      header.writeUInt16BE(numbers.packet++ & 0xffff, 2);
      header.writeUInt32BE(timestamp >>> 0, 4);
      header.writeUInt32BE(ssrc, 8);
      track.sendMessageBinary(Buffer.concat([header, payload]));
    }
  }

  private end(id: string): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    clearInterval(session.timer);
    session.connection.close();
    this.sessions.delete(id);
  }
}
