import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Socket } from 'node:net';

// H.264, Annex B: the byte in front belongs to a start code as well, or is a zero that no unit ends with.
const START_CODE = new RegExp(String.raw`\0?\0\0\x01`);

/** What an RTSP camera for tests has, and what it refuses. */
export interface RtspCameraOptions {
  /** H.264 with start codes, sent again and again, 25 frames a second. */
  readonly h264: Buffer;
  /** `m=` sections after or before the one of video, each with its attributes. */
  readonly tracksBefore?: readonly string[];
  readonly tracksAfter?: readonly string[];
  /** The status that a `SETUP` gets; 200 where it is not a refusal. */
  readonly setupStatus?: (track: string, transport: 'tcp' | 'udp') => number;
  /** What it does no more: answer at all, describe itself in time, or send frames once it plays. Default: none. */
  readonly hangsAt?: 'connect' | 'describe' | 'play';
  /** What an answer becomes, headers and body; `undefined` sends it as it is. */
  readonly rewriteAnswer?: (method: string, answer: string, request: string) => string | undefined;
  /** What a packet of RTP over TCP becomes on the wire. */
  readonly rewritePacket?: (packet: Buffer, channel: number) => Buffer;
}

/** An RTSP camera (RFC 2326) on the loopback, as much of it as FFmpeg asks for. */
export class RtspCamera implements AsyncDisposable {
  /** `SETUP`s that came, such as `video tcp`. */
  readonly setups: string[] = [];
  /** Requests that came, without an empty line at the end. */
  readonly requests: string[] = [];
  /** Packets of RTCP that came over TCP. */
  readonly reports: Buffer[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.serve(socket));

  private constructor(private readonly options: RtspCameraOptions) {}

  static async start(options: RtspCameraOptions): Promise<RtspCamera> {
    const camera = new RtspCamera(options);
    await new Promise<void>((resolve) => camera.server.listen(0, '127.0.0.1', resolve));
    return camera;
  }

  get url(): string {
    return `rtsp://127.0.0.1:${(this.server.address() as AddressInfo).port}/stream`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    let udp: UdpSocket | undefined;
    let timer: NodeJS.Timeout | undefined;
    let send: ((packet: Buffer) => void) | undefined;
    socket.on('close', () => {
      clearInterval(timer);
      udp?.close();
    });
    let text = '';
    const { hangsAt } = this.options;
    socket.on('data', (bytes: Buffer) => {
      if (hangsAt === 'connect') return;
      // Receiver reports on the same connection begin with a dollar sign.
      if (bytes[0] === 0x24) this.reports.push(bytes);
      else text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        const [method = '', url = ''] = request.split(' ');
        this.requests.push(request);
        const answer = (status: number, headers = '', body = ''): void => {
          const sequence = /CSeq: *(\d+)/i.exec(request)?.[1] ?? '0';
          const whole = `RTSP/1.0 ${status} X\r\nCSeq: ${sequence}\r\n${headers}\r\n${body}`;
          socket.write(this.options.rewriteAnswer?.(method, whole, request) ?? whole, 'latin1');
        };
        if (method === 'DESCRIBE' && hangsAt === 'describe') return;
        if (method === 'DESCRIBE') {
          const body = this.description();
          answer(200, `Content-Type: application/sdp\r\nContent-Length: ${body.length}\r\n`, body);
        } else if (method === 'SETUP') {
          const track = url.split('/').at(-1) ?? '';
          const port = /client_port=(\d+)/.exec(request)?.[1];
          const transport = port === undefined ? 'tcp' : 'udp';
          this.setups.push(`${track} ${transport}`);
          const status = this.options.setupStatus?.(track, transport) ?? 200;
          if (status !== 200) {
            answer(status);
            continue;
          }
          const channel = Number(/interleaved=(\d+)/.exec(request)?.[1] ?? 0);
          if (track === 'video' && port === undefined)
            send = (packet) =>
              socket.write(this.options.rewritePacket?.(packet, channel) ?? interleaved(channel, packet));
          if (track === 'video' && port !== undefined) {
            const own = (udp = createSocket('udp4'));
            send = (packet) => own.send(packet, Number(port), '127.0.0.1');
          }
          const way =
            port === undefined
              ? `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`
              : `RTP/AVP;unicast;client_port=${port}-${Number(port) + 1};server_port=40000-40001`;
          answer(200, `Session: 1\r\nTransport: ${way}\r\n`);
        } else if (method === 'PLAY') {
          answer(200, 'Session: 1\r\n');
          if (hangsAt !== 'play') timer = this.play((packet) => send?.(packet));
        } else answer(200, 'Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n');
      }
    });
  }

  private description(): string {
    const { tracksBefore = [], tracksAfter = [] } = this.options;
    const video =
      'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=control:video';
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=camera',
      't=0 0',
      ...tracksBefore,
      video,
      ...tracksAfter,
    ];
    return `${lines.join('\r\n')}\r\n`;
  }

  private play(send: (packet: Buffer) => void): NodeJS.Timeout {
    const units = this.options.h264
      .toString('latin1')
      .split(START_CODE)
      .slice(1)
      .map((unit) => Buffer.from(unit, 'latin1'));
    const accessUnits = groupUnits(units);
    let sequence = 0;
    let frame = 0;
    return setInterval(() => {
      const accessUnit = accessUnits[frame % accessUnits.length] ?? [];
      for (const [index, unit] of accessUnit.entries()) {
        const header = Buffer.alloc(12);
        header[0] = 0x80;
        header[1] = 96 | (index === accessUnit.length - 1 ? 0x80 : 0);
        header.writeUInt16BE(sequence++ & 0xff_ff, 2);
        header.writeUInt32BE(frame * 3600, 4);
        send(Buffer.concat([header, unit]));
      }
      frame++;
    }, 40);
  }
}

/** A frame begins with what is no slice behind a slice, or with a slice whose first macroblock is that of the frame. */
function groupUnits(units: readonly Buffer[]): Buffer[][] {
  const groups: Buffer[][] = [];
  let hasSlice = true;
  for (const unit of units) {
    const type = (unit[0] ?? 0) & 31;
    const isSlice = type === 1 || type === 5;
    if (hasSlice && (!isSlice || ((unit[1] ?? 0) & 0x80) !== 0)) {
      groups.push([]);
      hasSlice = false;
    }
    groups.at(-1)?.push(unit);
    hasSlice ||= isSlice;
  }
  return groups;
}

/** A packet behind its channel and its length (RFC 2326, 10.12). */
export function interleaved(channel: number, packet: Buffer): Buffer {
  const head = Buffer.from([0x24, channel, 0, 0]);
  head.writeUInt16BE(packet.length, 2);
  return Buffer.concat([head, packet]);
}
