import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../testing/seeded-random.js';
import type { PacketizedFrame } from './packetized-frame.interface.js';
import { RtpSender, type RtpSenderParameters } from './rtp-sender.js';

interface ProtectedPacket {
  readonly header: Buffer;
  readonly payload: readonly Buffer[];
  readonly packetIndex: number;
}

const media = { ssrc: 0x1111, payloadType: 96 };
const rtx = { ssrc: 0x2222, payloadType: 97 };
const extensions = [{ id: 4, data: Buffer.from('0') }];

/** A sender and everything it gave to its protector. */
function createSender(over: Partial<RtpSenderParameters> = {}) {
  const packets: ProtectedPacket[] = [];
  const protector = {
    protect: (header: Buffer, payload: readonly Buffer[], packetIndex: number): Buffer => {
      packets.push({ header, payload, packetIndex });
      return Buffer.concat([header, ...payload]);
    },
  };
  const sent: Buffer[] = [];
  const sender = new RtpSender({ ...media, extensions: [], ...over }, protector, (datagrams) =>
    sent.push(...datagrams),
  );
  return { sender, packets, sent };
}

let marks = 0;
function frameOf(packets: number, over: Partial<PacketizedFrame> = {}): PacketizedFrame {
  // Each payload is like no other, so that one number used for two of them shows.
  const payloads = Array.from({ length: packets }, () => Buffer.from(`payload ${marks++}`));
  const byteLength = payloads.reduce((sum, { length }) => sum + length, 0);
  return {
    codec: 'vp8',
    keyFrame: false,
    captureTimeUs: 0,
    rtpTimestamp: 90_000,
    payloads,
    byteLength,
    ...over,
  };
}

const sequenceNumber = ({ header }: ProtectedPacket): number => header.readUInt16BE(2);
const ssrc = ({ header }: ProtectedPacket): number => header.readUInt32BE(8);
const marker = ({ header }: ProtectedPacket): boolean => ((header[1] ?? 0) & 0x80) !== 0;

describe('sending', () => {
  test('numbers packets one by one and marks the last of each picture', () => {
    const { sender, packets } = createSender();
    sender.sendFrame(frameOf(3), 0);
    sender.sendFrame(frameOf(1), 0);
    const first = packets[0]?.packetIndex ?? 0;
    expect(packets.map(({ packetIndex }) => packetIndex - first)).toEqual([0, 1, 2, 3]);
    expect(packets.map(sequenceNumber)).toEqual(packets.map(({ packetIndex }) => packetIndex % 0x10000));
    expect(packets.map(marker)).toEqual([false, false, true, true]);
  });

  test('hands over a picture in one piece', () => {
    const batches: number[] = [];
    const protector = { protect: (header: Buffer) => header };
    const sender = new RtpSender({ ...media, extensions }, protector, ({ length }) => batches.push(length));
    sender.sendFrame(frameOf(3), 0);
    expect(batches).toEqual([3]);
  });

  test('gives each viewer numbers of its own around the same payloads', () => {
    const frame = frameOf(2);
    const viewers = Array.from({ length: 20 }, () => createSender());
    for (const { sender } of viewers) sender.sendFrame(frame, 0);
    expect(new Set(viewers.map(({ packets }) => packets[0]?.packetIndex)).size).toBeGreaterThan(15);
    for (const { packets } of viewers) {
      packets.forEach((packet, index) => expect(packet.payload[0]).toBe(frame.payloads[index]));
    }
  });

  test('starts in the lower half of the numbers, so that a first loss cannot hide the roll-over', () => {
    for (let round = 0; round < 200; round++) {
      const { sender, packets } = createSender();
      sender.sendFrame(frameOf(1), 0);
      expect(packets[0]?.packetIndex).toBeLessThan(0x8000);
    }
  });

  test('names the stream by header extensions until the viewer has confirmed it', () => {
    const { sender, packets } = createSender({ extensions });
    sender.sendFrame(frameOf(1), 0);
    sender.confirm();
    sender.sendFrame(frameOf(1), 0);
    expect(packets.map(({ header }) => header.length)).toEqual([20, 12]);
  });

  test('counts packets, payload bytes and the newest time stamp', () => {
    const { sender } = createSender();
    const frame = frameOf(3, { rtpTimestamp: 4711 });
    sender.sendFrame(frame, 0);
    expect(sender.counters()).toEqual({
      packetsSent: 3,
      bytesSent: frame.byteLength,
      packetsRetransmitted: 0,
      lastTimestamp: 4711,
    });
  });
});

describe('retransmission', () => {
  test('over RTX wraps the payload behind its old number, in a sequence of its own (RFC 4588)', () => {
    const { sender, packets } = createSender({ rtx });
    const frame = frameOf(3);
    sender.sendFrame(frame, 0);
    const lost = packets.slice(1, 3);
    sender.retransmit(lost.map(sequenceNumber), 1000);
    const repeats = packets.slice(3);
    expect(repeats.map(ssrc)).toEqual([rtx.ssrc, rtx.ssrc]);
    expect(repeats.map(({ header }) => (header[1] ?? 0) & 0x7f)).toEqual([97, 97]);
    expect(repeats.map(marker)).toEqual([false, true]);
    expect(repeats.map(({ header }) => header.readUInt32BE(4))).toEqual([90_000, 90_000]);
    expect(repeats.map(({ payload }) => payload[0]?.readUInt16BE(0))).toEqual(lost.map(sequenceNumber));
    expect(repeats.map(({ payload }) => payload[1])).toEqual(frame.payloads.slice(1));
    expect((repeats[1]?.packetIndex ?? 0) - (repeats[0]?.packetIndex ?? 0)).toBe(1);
    expect(sender.counters()).toMatchObject({ packetsSent: 3, packetsRetransmitted: 2 });
  });

  test('without RTX repeats the packet bit by bit, also after the viewer has confirmed the stream', () => {
    const { sender, sent, packets } = createSender({ extensions });
    sender.sendFrame(frameOf(3), 0);
    sender.confirm();
    sender.sendFrame(frameOf(1), 0);
    sender.retransmit(packets.slice(0, 4).map(sequenceNumber), 1000);
    expect(sent.slice(4)).toEqual(sent.slice(0, 4));
  });

  test('sends nothing for a number it does not know', () => {
    const { sender, packets, sent } = createSender({ rtx });
    sender.sendFrame(frameOf(1), 0);
    sender.retransmit([(packets[0]?.packetIndex ?? 0) + 1, 60_000], 0);
    expect(sent).toHaveLength(1);
  });

  test('stops where a viewer asks for more than a line could carry, and goes on later', () => {
    const { sender, packets } = createSender({ rtx });
    sender.sendFrame(frameOf(1000), 0);
    const all = packets.map(sequenceNumber);
    sender.retransmit(all, 0);
    expect(sender.counters().packetsRetransmitted).toBe(400);
    sender.retransmit(all, 0);
    expect(sender.counters().packetsRetransmitted).toBe(400);
    sender.retransmit(all, 100_000);
    expect(sender.counters().packetsRetransmitted).toBe(500);
  });
});

describe('what is encrypted', () => {
  test.each([
    ['with RTX', { rtx, extensions }],
    ['without RTX', { extensions }],
  ])('never has one index of one SSRC for two contents, %s', (_name, over) => {
    const { sender, packets } = createSender(over);
    const random = new SeededRandom(3711);
    const contents = new Map<string, string>();
    let nowUs = 0;
    let seen = 0;
    let recent: number[] = [];
    // Three times round the 16 bits, with losses reported in clusters, late and more than once.
    for (let sent = 0; sent < 200_000;) {
      const size = random.chance(0.02) ? random.integer(100, 300) : random.integer(1, 12);
      sender.sendFrame(frameOf(size), nowUs);
      sent += size;
      if (random.chance(0.001)) sender.confirm();
      if (random.chance(0.3)) {
        sender.retransmit(
          Array.from({ length: random.integer(1, 20) }, () => random.pick(recent.length > 0 ? recent : [0])),
          nowUs,
        );
      }
      for (const packet of packets.slice(seen)) {
        const nonce = `${ssrc(packet)}:${packet.packetIndex}`;
        const content = packet.header.toString('latin1') + packet.payload.map(String).join('|');
        const before = contents.get(nonce);
        if (before !== undefined && before !== content) throw new Error(`${nonce} was used for two contents`);
        contents.set(nonce, content);
        if (ssrc(packet) === media.ssrc) recent.push(sequenceNumber(packet));
      }
      recent = recent.slice(-3000);
      packets.length = seen = 0;
      nowUs += 33_333;
    }
    expect(sender.counters().packetsRetransmitted).toBeGreaterThan(5_000);
    expect(contents.size).toBeGreaterThanOrEqual(200_000);
  });
});
