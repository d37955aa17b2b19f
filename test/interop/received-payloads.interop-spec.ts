import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { VideoReceiver, type DecodableFrame } from '../../libs/webgear-rtc/src/ingest/video-receiver.js';
import { ElementaryStreamDecoder } from '../../libs/webgear-rtc/src/ffmpeg/decode/elementary-stream-decoder.js';
import { ReceivedFrames } from '../../libs/webgear-rtc/src/ingest/received-frames.js';
import { isEncoded } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import type { ReceivedFrame } from '../../libs/webgear-rtc/src/media/received-media.js';
import { ReceivedFrameReader } from '../../libs/webgear-rtc/src/sources/received/received-frame-reader.js';
import type { VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { parseRtpHeader } from '../../libs/webgear-rtc/src/bitstream/rtp/rtp-packet.js';
import { findOnPath } from '../../tools/executables.mjs';

const encoders = {
  h264: '-c:v libx264 -preset ultrafast -tune zerolatency',
  vp8: '-c:v libvpx -deadline realtime',
  vp9: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -strict experimental',
  h265: '-c:v libx265 -preset ultrafast -tune zerolatency -x265-params log-level=none:open-gop=0',
} as const;

const frameCount = 50;

/** The RTP packets that FFmpeg makes of a test pattern, in order. */
async function packetsOf(encoder: string): Promise<Buffer[]> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 2 ** 22 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const packets: Buffer[] = [];
  socket.on('message', (packet) => void packets.push(packet));
  const { port } = socket.address() as AddressInfo;
  const program = process.env['FFMPEG_PATH'] ?? findOnPath('ffmpeg') ?? 'ffmpeg';
  const source = '-v error -re -f lavfi -i testsrc2=size=640x360:rate=50 -pix_fmt yuv420p';
  const sink = `-frames:v ${frameCount} -g 25 -b:v 3M -f rtp rtp://127.0.0.1:${port}`;
  const child = spawn(program, `${source} ${encoder} ${sink}`.split(' '), { stdio: 'ignore' });
  await once(child, 'exit');
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.close();
  return packets;
}

function framesOf(codec: VideoCodec, packets: readonly Buffer[]): DecodableFrame[] {
  const frames: DecodableFrame[] = [];
  const receiver = new VideoReceiver(1, codec, {
    onFrame: (frame) => void frames.push(frame),
    onKeyFrameNeeded: () => undefined,
  });
  for (const packet of packets) {
    const header = parseRtpHeader(packet);
    if (header === undefined) continue;
    receiver.receive({ ...header, payload: packet.subarray(header.headerBytes), arrivedUs: 0 });
  }
  return frames;
}

test.each(Object.keys(encoders) as (keyof typeof encoders)[])(
  'what FFmpeg sends as %s over RTP becomes frames that are decoded without fault',
  async (codec: VideoCodec) => {
    const packets = await packetsOf(encoders[codec as keyof typeof encoders]);
    const frames = framesOf(codec, packets);
    expect(frames.length).toBeGreaterThanOrEqual(frameCount - 1);
    expect(frames[0]?.keyFrame).toBe(true);
    expect(frames.filter(({ keyFrame }) => keyFrame).length).toBeGreaterThanOrEqual(2);
    const decoder = await ElementaryStreamDecoder.open(codec);
    let decoded = 0;
    for (const { data } of frames) {
      using shown = await decoder.decode(data, 0);
      if (shown === undefined) continue;
      decoded++;
      expect([shown.width, shown.height]).toEqual([640, 360]);
    }
    decoder.close();
    expect(decoded).toBe(frames.length);
  },
  60_000,
);

test('H.264 with B-frames is decoded, with one warning', async () => {
  const packets = await packetsOf('-c:v libx264 -preset veryfast -bf 2 -b_strategy 0');
  const received = new ReceivedFrames<ReceivedFrame>({
    maxFrames: 1000,
    maxBytes: 100_000_000,
    bytesOf: ({ data }) => data.length,
    onOverflow: () => undefined,
  });
  const reasons: string[] = [];
  const reader = new ReceivedFrameReader({ codec: 'h264', frames: received }, (reason) => {
    reasons.push(reason);
  });
  for (const [index, { keyFrame, data }] of framesOf('h264', packets).entries()) {
    received.push({ keyFrame, data, captureTimeUs: index * 20_000 });
  }
  received.end();
  let decoded = 0;
  for (let frame = await reader.next(); frame !== undefined; frame = await reader.next()) {
    expect(isEncoded(frame)).toBe(false);
    if (!isEncoded(frame)) frame.close();
    decoded++;
  }
  await reader.close();
  expect(reasons).toEqual(['it has B-frames']);
  expect(decoded).toBeGreaterThan(frameCount - 8);
}, 60_000);
