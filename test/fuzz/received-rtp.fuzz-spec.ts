import { expect, test } from '@jest/globals';
import { codecNames, codecs } from '../../libs/webgear-rtc/src/codecs/codecs.js';
import { createDepayloader } from '../../libs/webgear-rtc/src/codecs/depayloaders.js';
import { ReceiveSession } from '../../libs/webgear-rtc/src/ingest/receive-session.js';
import { encodeBye, encodeSenderReport } from '../../libs/webgear-rtc/src/peers/rtcp/sender-report.js';
import { parseRtpHeader, readHeaderExtension } from '../../libs/webgear-rtc/src/bitstream/rtp/rtp-packet.js';
import { published, SimulatedPublisher } from '../../libs/webgear-rtc/src/testing/simulated-publisher.js';
import { VirtualCaptureClock } from '../../libs/webgear-rtc/src/testing/virtual-capture-clock.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { fuzz } from './support/fuzz.js';

const size = { width: 320, height: 240, framerate: 25, count: 4, bitrateBps: 4_000_000 };

test.each(codecNames)(
  'payloads of %s of whatever form become a frame or nothing',
  async (codec) => {
    const payloader = codecs[codec].createPayloader();
    const frames = await encodeFrames(codec, size);
    const samples = frames.flatMap(({ data }) => payloader.payload(data)).slice(0, 40);
    const depayloader = createDepayloader(codec);
    await fuzz({
      name: `depayload-${codec}`,
      samples,
      inputs: 4000,
      feed: (input) => {
        const cut = Math.floor(input.length / 2);
        depayloader.frame([input]);
        const joined = depayloader.frame([input.subarray(0, cut), input.subarray(cut)]);
        // What comes out is no longer than what went in, but for the start codes and sizes in it.
        expect((joined?.data.length ?? 0) <= 4 * input.length + 16).toBe(true);
      },
    });
  },
  240_000,
);

test('headers of RTP of whatever form are read within the packet', async () => {
  const samples = [
    '9060000100000001000011110000bede00021005220102030405',
    'b0e0000200000001000011111000000101020304050607080400000004',
    '92e000020000000100001111aaaaaaaabbbbbbbb100000010102030405060708',
  ].map((hex) => Buffer.from(hex, 'hex'));
  const fuzzing = fuzz({
    name: 'rtp-header',
    samples,
    feed: (input) => {
      const header = parseRtpHeader(input);
      if (header === undefined) return;
      for (const id of [1, 2, 14, 200]) readHeaderExtension(input, header, id);
    },
  });
  await expect(fuzzing).resolves.toBeUndefined();
}, 120_000);

test('a publisher that sends nonsense, properly encrypted, breaks nothing', async () => {
  const sender = new SimulatedPublisher('h264');
  const clock = new VirtualCaptureClock();
  let sent = 0;
  const session = new ReceiveSession(sender.keys, {
    parameters: {
      video: {
        codec: 'h264',
        payloadTypes: [published.video.payloadType],
        rtx: new Map([[published.rtx.payloadType, published.video.payloadType]]),
        nack: true,
        keyFrameRequest: 'pli',
      },
      audio: { codec: 'opus', payloadType: published.audio.payloadType, channels: 2 },
      transportSequenceId: published.transportSequenceId,
    },
    clock,
    send: ({ length }) => void (sent += length),
    onClosed: () => undefined,
  });
  const frames = await encodeFrames('h264', size);
  const payloads = frames.flatMap(({ data }) => codecs.h264.createPayloader().payload(data));
  let sequence = 0;
  await fuzz({
    name: 'published-rtp',
    samples: payloads.slice(0, 30),
    feed: (input) => {
      const [first = 0, second = 0, third = 0] = input;
      sequence += 1 + (second % 9 === 0 ? third * 8 : 0);
      const track = (['video', 'video', 'audio', 'rtx'] as const)[first % 4] ?? 'video';
      const packet = sender.protect({
        track,
        sequenceNumber: sequence,
        timestamp: Math.floor(sequence / 3) * 3600 + (third % 50 === 0 ? second * 1_000_000 : 0),
        marker: second % 3 === 0,
        payload: input.subarray(0, 1400),
      });
      // CSRCs, extensions and padding that are not there.
      if (third % 40 === 1) packet[0] = 0x80 | (first & 0x3f);
      session.handleDatagram(packet, sequence * 1000);
      if (sequence % 20 === 0) session.tick(sequence * 1000);
    },
  });
  expect(sent).toBeGreaterThan(0);
}, 240_000);

test('a publisher that reports nonsense, properly encrypted, breaks nothing', async () => {
  const sender = new SimulatedPublisher('h264');
  const session = new ReceiveSession(sender.keys, {
    parameters: { audio: { codec: 'opus', payloadType: 111, channels: 2 } },
    clock: new VirtualCaptureClock(),
    send: () => undefined,
    onClosed: () => undefined,
  });
  const report = encodeSenderReport({
    ssrc: published.video.ssrc,
    ntpSeconds: 1,
    ntpFraction: 2,
    rtpTimestamp: 3,
    packetsSent: 4,
    bytesSent: 5,
    cname: 'a',
  });
  const bye = encodeBye(1, 'a');
  const fuzzing = fuzz({
    name: 'published-rtcp',
    samples: [report, bye, Buffer.concat([report, bye])],
    feed: (input) => {
      if (input.length >= 8) session.handleDatagram(sender.protectRtcp(input), 0);
    },
  });
  await expect(fuzzing).resolves.toBeUndefined();
}, 240_000);
