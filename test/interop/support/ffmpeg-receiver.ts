import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormatContext, Packet } from 'node-av/lib';
import { VideoDecoder } from '../../../libs/webgear-rtc/src/ffmpeg/decode/video-decoder.js';
import { loadNodeAv, type NodeAv } from '../../../libs/webgear-rtc/src/ffmpeg/load-node-av.js';

const rtpHeaderBytes = 12;
const payloadType = 96;

/** FFmpeg's RTP receiver and decoder: what it makes of payloads shows whether they are those of the payload format. */
export class FfmpegReceiver implements AsyncDisposable {
  private sequenceNumber = 65_530;

  private constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    private readonly packet: Packet,
    private readonly received: VideoDecoder,
    private readonly reference: VideoDecoder,
    private readonly socket: Socket,
    private readonly port: number,
  ) {}

  /** @param rtpmap encoding name and clock rate, as in the SDP */
  static async open(rtpmap: string): Promise<FfmpegReceiver> {
    const av = await loadNodeAv();
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sdp-'));
    try {
      const path = join(folder, 'payloads.sdp');
      const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
      writeFileSync(
        path,
        [...sdp, `m=video ${port} RTP/AVP 96`, `a=rtpmap:96 ${rtpmap}/90000`, ''].join('\r\n'),
      );
      const context = new av.FormatContext();
      context.allocContext();
      using options = av.Dictionary.fromObject({
        protocol_whitelist: 'file,rtp,udp',
        reorder_queue_size: '0',
      });
      const opened = await context.openInput(path, null, options);
      const [stream] = context.streams ?? [];
      if (opened < 0 || stream === undefined) throw new Error(`FFmpeg takes no RTP of ${rtpmap}.`);
      const decoders = [
        await VideoDecoder.open(av, stream, true),
        await VideoDecoder.open(av, stream, true),
      ] as const;
      const packet = new av.Packet();
      packet.alloc();
      return new FfmpegReceiver(av, context, packet, ...decoders, createSocket('udp4'), port);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Sends the payloads of one frame. */
  async send(payloads: readonly Buffer[], rtpTimestamp: number): Promise<void> {
    for (const [index, payload] of payloads.entries()) {
      const header = Buffer.alloc(rtpHeaderBytes);
      header[0] = 0x80;
      header[1] = payloadType | (index === payloads.length - 1 ? 0x80 : 0);
      header.writeUInt16BE(this.sequenceNumber++ & 0xffff, 2);
      header.writeUInt32BE(rtpTimestamp, 4);
      header.writeUInt32BE(7, 8);
      await new Promise((resolve) => this.socket.send([header, payload], this.port, '127.0.0.1', resolve));
    }
  }

  /** A digest of the next frame that came over RTP. Of H.264 and H.265 FFmpeg sees a frame's end by the next one. */
  async receive(): Promise<string> {
    const read = await this.context.readFrame(this.packet);
    if (read < 0) throw new Error(`FFmpeg read no frame: ${read}`);
    const digest = await this.decode(this.received, this.packet);
    this.packet.unref();
    return digest;
  }

  /** A digest of a frame that is decoded without having been sent. */
  async decodeDirectly(frame: Buffer): Promise<string> {
    const original = new this.av.Packet();
    original.alloc();
    original.data = frame;
    const digest = await this.decode(this.reference, original);
    original.free();
    return digest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    this.received.close();
    this.reference.close();
    this.packet.free();
    await this.context.closeInput();
  }

  /** A digest of the luma that the decoder makes of the packet. */
  private async decode(decoder: VideoDecoder, packet: Packet): Promise<string> {
    await decoder.send(packet);
    const frame = await decoder.receive();
    if (frame === undefined) return 'no frame';
    const hash = createHash('sha256');
    const { data, linesize, width, height } = frame;
    for (let row = 0; row < height; row++) {
      const start = row * (linesize[0] ?? 0);
      hash.update(data?.[0]?.subarray(start, start + width) ?? '');
    }
    frame.free();
    return `${width}x${height} ${hash.digest('hex')}`;
  }
}

/** RTP is received on an even port, its RTCP on the one behind (RFC 3550, 11). */
async function freePort(): Promise<number> {
  for (;;) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    if (port % 2 === 0) return port;
  }
}
