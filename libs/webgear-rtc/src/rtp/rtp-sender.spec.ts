import { describe, expect, test } from '@jest/globals';
import {
  createSender,
  extensions,
  marker,
  media,
  rtx,
  sequenceNumber,
  ssrc,
  uniqueFrame as frameOf,
} from '../testing/recording-sender.js';
import { batchPayloads } from './gso-batches.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { transportSequenceStamp } from './packet-stamp.js';

describe('sending', () => {
  test('numbers packets one by one and marks the last of each frame', () => {
    const { sendFrame, packets } = createSender();
    sendFrame(frameOf(3), 0);
    sendFrame(frameOf(1), 0);
    const first = packets[0]?.packetIndex ?? 0;
    expect(packets.map(({ packetIndex }) => packetIndex - first)).toEqual([0, 1, 2, 3]);
    expect(packets.map(sequenceNumber)).toEqual(packets.map(({ packetIndex }) => packetIndex % 0x10000));
    expect(packets.map(marker)).toEqual([false, false, true, true]);
  });

  test('hands over what is alike in one piece, encrypted in its place', () => {
    const { sendFrame, sent } = createSender();
    const frame = frameOf(3);
    sendFrame(frame, 0);
    expect(new Set(sent.map(({ buffer }) => buffer)).size).toBe(1);
    expect(sent.map((packet) => packet.subarray(12).toString())).toEqual(
      frame.payloads.map((payload) => `${String(payload)}tag.`),
    );
  });

  test('keeps the numbers of what the network refused for nothing else until it is sent', () => {
    const { sender, packets, sent, network } = createSender();
    const sentFrame = sender.begin(frameOf(2), 0);
    network.takes = false;
    expect(sender.sendNextBatch(sentFrame, 0)).toBe(false);
    network.takes = true;
    expect(sender.sendNextBatch(sentFrame, 0)).toBe(true);
    expect(packets.slice(2)).toEqual(packets.slice(0, 2));
    expect(sent).toHaveLength(2);
    expect(sender.counters().packetsSent).toBe(2);
  });

  test('encrypts nothing for a network that takes nothing', () => {
    const { sender, packets, network } = createSender();
    network.writable = false;
    expect(sender.sendNextBatch(sender.begin(frameOf(2), 0), 0)).toBe(false);
    expect(packets).toEqual([]);
  });

  test('gives numbers that were encrypted under to nothing else, when a refused frame is given up', () => {
    const { sender, packets, network } = createSender();
    network.takes = false;
    sender.sendNextBatch(sender.begin(frameOf(2), 0), 0);
    network.takes = true;
    sender.sendNextBatch(sender.begin(frameOf(1), 0), 0);
    const first = packets[0]?.packetIndex ?? 0;
    expect(packets.map(({ packetIndex }) => packetIndex - first)).toEqual([0, 1, 2]);
  });

  test('leaves out one number after a frame that was cut short, so that the viewer sees a gap', () => {
    const { sender, packets, network } = createSender();
    const givenUp = sender.begin(frameOf(20), 0);
    sender.sendNextBatch(givenUp, 0);
    network.writable = false;
    sender.sendNextBatch(givenUp, 0);
    network.writable = true;
    sender.sendNextBatch(sender.begin(frameOf(1), 0), 0);
    const first = packets[0]?.packetIndex ?? 0;
    expect(packets.map(({ packetIndex }) => packetIndex - first)).toEqual([
      ...Array.from({ length: 16 }, (_, at) => at),
      17,
    ]);
  });

  test('goes on without a gap after a frame of which nothing left', () => {
    const { sender, packets, network } = createSender();
    sender.sendNextBatch(sender.begin(frameOf(1), 0), 0);
    network.writable = false;
    sender.sendNextBatch(sender.begin(frameOf(20), 0), 0);
    network.writable = true;
    sender.sendNextBatch(sender.begin(frameOf(1), 0), 0);
    expect((packets[1]?.packetIndex ?? 0) - (packets[0]?.packetIndex ?? 0)).toBe(1);
  });

  test('gives each viewer numbers of its own around the same payloads', () => {
    const frame = frameOf(2);
    const viewers = Array.from({ length: 20 }, () => createSender());
    for (const { sendFrame } of viewers) sendFrame(frame, 0);
    expect(new Set(viewers.map(({ packets }) => packets[0]?.packetIndex)).size).toBeGreaterThan(15);
    for (const { packets } of viewers) {
      expect(packets.map(({ payload }) => payload)).toEqual(frame.payloads);
    }
  });

  test('starts in the lower half of the numbers, so that a first loss cannot hide the roll-over', () => {
    for (let round = 0; round < 200; round++) {
      const { packets, sendFrame } = createSender();
      sendFrame(frameOf(1), 0);
      expect(packets[0]?.packetIndex).toBeLessThan(0x8000);
    }
  });

  test('names the stream by header extensions until the viewer has confirmed it', () => {
    const { sender, packets, sendFrame } = createSender({ extensions });
    sendFrame(frameOf(1), 0);
    sender.confirm();
    sendFrame(frameOf(1), 0);
    expect(packets.map(({ header }) => header.length)).toEqual([20, 12]);
  });

  test('counts packets, payload bytes and the newest time stamp', () => {
    const { sender, sendFrame } = createSender();
    const frame = frameOf(3, { rtpTimestamp: 4711 });
    sendFrame(frame, 0);
    expect(sender.counters()).toEqual({
      packetsSent: 3,
      bytesSent: frame.byteLength,
      packetsRetransmitted: 0,
      paddingSent: 0,
      lastTimestamp: 4711,
    });
  });
});

describe('retransmission', () => {
  test('over RTX wraps the payload behind its old number, in a sequence of its own (RFC 4588)', () => {
    const { sender, packets, sendFrame } = createSender({ rtx });
    const frame = frameOf(3);
    sendFrame(frame, 0);
    const lost = packets.slice(1, 3);
    sender.retransmit(lost.map(sequenceNumber), 1000);
    const repeats = packets.slice(3);
    expect(repeats.map(ssrc)).toEqual([rtx.ssrc, rtx.ssrc]);
    expect(repeats.map(({ header }) => (header[1] ?? 0) & 0x7f)).toEqual([97, 97]);
    expect(repeats.map(marker)).toEqual([false, true]);
    expect(repeats.map(({ header }) => header.readUInt32BE(4))).toEqual([90_000, 90_000]);
    expect(repeats.map(({ payload }) => payload.readUInt16BE(0))).toEqual(lost.map(sequenceNumber));
    expect(repeats.map(({ payload }) => payload.subarray(2))).toEqual(frame.payloads.slice(1));
    expect((repeats[1]?.packetIndex ?? 0) - (repeats[0]?.packetIndex ?? 0)).toBe(1);
    expect(sender.counters()).toMatchObject({ packetsSent: 3, packetsRetransmitted: 2 });
  });

  test('without RTX repeats the packet bit by bit, also after the viewer has confirmed the stream', () => {
    const { sender, sent, packets, sendFrame } = createSender({ extensions });
    sendFrame(frameOf(3), 0);
    sender.confirm();
    sendFrame(frameOf(1), 0);
    sender.retransmit(packets.slice(0, 4).map(sequenceNumber), 1000);
    expect(sent.slice(4)).toEqual(sent.slice(0, 4));
  });

  test('sends nothing for a number it does not know', () => {
    const { sender, packets, sent, sendFrame } = createSender({ rtx });
    sendFrame(frameOf(1), 0);
    sender.retransmit([(packets[0]?.packetIndex ?? 0) + 1, 60_000], 0);
    expect(sent).toHaveLength(1);
  });

  test('stops where a viewer asks for more than a line could carry, and goes on later', () => {
    const { sender, packets, sendFrame } = createSender({ rtx });
    sendFrame(frameOf(1000), 0);
    const all = packets.map(sequenceNumber);
    sender.retransmit(all, 0);
    expect(sender.counters().packetsRetransmitted).toBe(400);
    sender.retransmit(all, 0);
    expect(sender.counters().packetsRetransmitted).toBe(400);
    sender.retransmit(all, 100_000);
    expect(sender.counters().packetsRetransmitted).toBe(500);
  });
  describe('to a path of known bandwidth', () => {
    const packet = 1000;
    /** How many of a key frame's 200 packets are sent again. */
    const repairs = (...requestedMs: number[]): number[] => {
      const { sender, packets, sendFrame } = createSender({ rtx });
      sendFrame(
        frameOf(1, batchPayloads(Array.from({ length: 200 }, (_, at) => Buffer.alloc(packet, at)))),
        0,
      );
      const all = packets.map(sequenceNumber);
      return requestedMs.map((ms) => {
        sender.limitRetransmissions(800_000);
        sender.retransmit(all, ms * 1000);
        return sender.counters().packetsRetransmitted;
      });
    };

    test('takes no more than half of it, and a quarter of a second at once', () => {
      expect(repairs(0)).toEqual([24]);
      expect(repairs(0, 1, 100, 200)).toEqual([24, 24, 29, 34]);
    });

    test('takes what it took before as soon as that is not known any more', () => {
      const { sender, packets, sendFrame } = createSender({ rtx });
      sendFrame(frameOf(1, batchPayloads(Array.from({ length: 200 }, () => Buffer.alloc(packet)))), 0);
      sender.limitRetransmissions(800_000);
      sender.limitRetransmissions(undefined);
      sender.retransmit(packets.map(sequenceNumber), 0);
      expect(sender.counters().packetsRetransmitted).toBe(200);
    });

    test('repairs nothing that was sent before frames which make it useless', () => {
      const { sender, packets, sendFrame } = createSender({ rtx });
      sendFrame(frameOf(2), 0);
      sender.forgetSent();
      sendFrame(frameOf(1), 0);
      sender.retransmit(packets.slice(0, 3).map(sequenceNumber), 0);
      expect(packets.slice(3).map(({ payload }) => payload.readUInt16BE(0))).toEqual(
        packets.slice(2, 3).map(sequenceNumber),
      );
    });
  });
});

describe('what is encrypted', () => {
  let numbers = 0;
  const counting = transportSequenceStamp(3, { next: () => numbers++ & 0xffff });

  test.each([
    ['with RTX', { rtx, extensions }],
    ['with RTX and a value for each packet', { rtx, extensions, stamp: counting }],
    ['without RTX', { extensions }],
  ])('never has one index of one SSRC for two contents, %s', (_name, over) => {
    const { sender, packets, sendFrame } = createSender(over);
    const random = new SeededRandom(3711);
    const contents = new Map<string, string>();
    let nowUs = 0;
    let seen = 0;
    let recent: number[] = [];
    // Three times round the 16 bits, with losses reported in clusters, late and more than once.
    for (let sent = 0; sent < 200_000;) {
      const size = random.chance(0.02) ? random.integer(100, 300) : random.integer(1, 12);
      sendFrame(frameOf(size), nowUs);
      sent += size;
      if (random.chance(0.001)) sender.confirm();
      if (random.chance(0.05)) sender.sendPadding(400, 1, nowUs);
      if (random.chance(0.3)) {
        sender.retransmit(
          Array.from({ length: random.integer(1, 20) }, () => random.pick(recent.length > 0 ? recent : [0])),
          nowUs,
        );
      }
      for (const packet of packets.slice(seen)) {
        const nonce = `${ssrc(packet)}:${packet.packetIndex}`;
        const content = packet.header.toString('latin1') + packet.payload.toString('latin1');
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
