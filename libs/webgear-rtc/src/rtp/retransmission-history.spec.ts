import { describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { RetransmissionHistory, type SentFrame } from './retransmission-history.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';

const header = new RtpHeaderTemplate(96, 1);

function frameOf(packets: number): PacketizedFrame {
  const payloads = Array.from({ length: packets }, (_, index) => Buffer.from([index]));
  return {
    codec: 'vp8',
    keyFrame: false,
    captureTimeUs: 0,
    rtpTimestamp: 0,
    payloads,
    batches: [],
    byteLength: packets,
  };
}

function sent(packets: number, firstIndex: number, sentAtUs: number, packetsSent = packets): SentFrame {
  return { frame: frameOf(packets), header, firstIndex, sentAtUs, batchesSent: 0, packetsSent };
}

/** A history of frames sent back to back, each at its time in milliseconds. */
function historyOf(
  firstIndex: number,
  frames: readonly [packets: number, sentAtMs: number][],
): RetransmissionHistory {
  const history = new RetransmissionHistory(1_000_000);
  let nextIndex = firstIndex;
  for (const [packets, sentAtMs] of frames) {
    history.record(sent(packets, nextIndex, sentAtMs * 1000));
    nextIndex += packets;
  }
  return history;
}

const found = (history: RetransmissionHistory, sequenceNumber: number): unknown => {
  const hit = history.find(sequenceNumber);
  return hit && [hit.sentFrame.firstIndex, hit.position];
};

describe('the retransmission history', () => {
  test('finds the frame that held a packet and the place in it', () => {
    const history = historyOf(100, [
      [3, 0],
      [1, 33],
      [5, 66],
    ]);
    expect([100, 102, 103, 104, 108].map((number) => found(history, number))).toEqual([
      [100, 0],
      [100, 2],
      [103, 0],
      [104, 0],
      [104, 4],
    ]);
  });

  test('knows nothing of what was not sent', () => {
    const history = historyOf(100, [[3, 0]]);
    expect([99, 103, 40_000].map((number) => found(history, number))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(found(new RetransmissionHistory(), 0)).toBeUndefined();
  });

  test('keeps a frame for its time, however many packets that is', () => {
    const history = historyOf(0, [
      [5000, 0],
      [1, 999],
    ]);
    expect(found(history, 0)).toEqual([0, 0]);
    history.record(sent(1, 5001, 1_000_001));
    expect(found(history, 4999)).toBeUndefined();
    expect(found(history, 5000)).toEqual([5000, 0]);
  });

  test('finds packets on both sides of a wrap of the sequence number', () => {
    const history = historyOf(0xfffe, [
      [4, 0],
      [2, 33],
    ]);
    expect([0xfffe, 0xffff, 0, 1, 2, 3].map((number) => found(history, number))).toEqual([
      [0xfffe, 0],
      [0xfffe, 1],
      [0xfffe, 2],
      [0xfffe, 3],
      [0x10002, 0],
      [0x10002, 1],
    ]);
  });

  test('takes a number that was used twice for its newer use', () => {
    const history = historyOf(0, [
      [0x10000, 0],
      [10, 1],
    ]);
    expect(found(history, 5)).toEqual([0x10000, 5]);
    expect(found(history, 20)).toEqual([0, 20]);
  });

  test('knows of a frame that was given up only what was sent of it', () => {
    const history = new RetransmissionHistory();
    history.record(sent(5, 100, 0, 2));
    history.record(sent(5, 102, 0, 0));
    expect([101, 102].map((number) => found(history, number))).toEqual([[100, 1], undefined]);
    history.record(sent(1, 102, 0));
    expect([101, 102].map((number) => found(history, number))).toEqual([
      [100, 1],
      [102, 0],
    ]);
  });

  test('forgets all when cleared', () => {
    const history = historyOf(0, [[3, 0]]);
    history.clear();
    expect(found(history, 0)).toBeUndefined();
  });
});
