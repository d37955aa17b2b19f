import { expect, test } from '@jest/globals';
import { onePacket } from '../testing/simulated-link.js';
import { PacketReport, rememberedPackets, SentPackets } from './sent-packets.js';

test('numbers follow each other and begin again after 65,535', () => {
  const sent = new SentPackets();
  const numbers = Array.from({ length: 65_538 }, (_, index) => sent.next(index, onePacket(100)));
  expect(numbers.slice(0, 2)).toEqual([0, 1]);
  expect(numbers.slice(-3)).toEqual([65_535, 0, 1]);
});

test('packets that leave at once are told of together', () => {
  const sent = new SentPackets();
  for (let number = 0; number < 65_534; number++) sent.next(0, onePacket(100));
  expect(sent.next(7_000, { packets: 4, packetBytes: 1_200, byteLength: 4_000, probeId: 3 })).toBe(65_534);
  const sizes = [65_534, 65_535, 0, 1].map((number) => {
    expect(sent.find(number, 8_000)).toBe(7_000);
    expect(sent.foundIsProbe).toBe(true);
    return sent.foundByteLength;
  });
  expect(sizes).toEqual([1_200, 1_200, 1_200, 400]);
  expect(sent.probePacketsSent(3)).toBe(4);
  expect(sent.totalBytes).toBe(65_534 * 100 + 4_000);
  expect(sent.next(8_000, onePacket(100))).toBe(2);
});

test('it knows when a packet left and how large it was, over hours', () => {
  const sent = new SentPackets();
  sent.next(5_000_000, onePacket(1));
  for (let hour = 1; hour < 10; hour++) {
    const leftUs = hour * 3_600_000_000;
    const number = sent.next(leftUs, onePacket(1_000 + hour));
    expect(sent.sentUs(number, leftUs + 40_000)).toBe(leftUs);
    expect(sent.byteLengthOf(number)).toBe(1_000 + hour);
  }
});

test('packets that never left, or too many packets or too long ago, are not known', () => {
  const sent = new SentPackets();
  expect(sent.has(0)).toBe(false);
  const first = sent.next(0, onePacket(100));
  expect(sent.has(first)).toBe(true);
  expect(sent.has(first + 1)).toBe(false);
  expect(sent.has(40_000)).toBe(false);
  expect(sent.sentUs(first, 10_000_001)).toBeUndefined();
  for (let more = 1; more < rememberedPackets; more++) sent.next(more, onePacket(100));
  expect(sent.has(first)).toBe(true);
  sent.next(rememberedPackets, onePacket(100));
  expect(sent.has(first)).toBe(false);
});

test('what was reported of a packet does not outlive its place', () => {
  const sent = new SentPackets();
  const first = sent.next(0, onePacket(700, 9));
  sent.setReport(first, PacketReport.Lost);
  sent.setReport(first, PacketReport.Received);
  expect(sent.reportOf(first)).toBe(PacketReport.Received);
  expect(sent.byteLengthOf(first)).toBe(700);
  expect(sent.find(first, 1_000)).toBe(0);
  expect([sent.foundReport, sent.foundByteLength, sent.foundIsProbe]).toEqual([
    PacketReport.Received,
    700,
    true,
  ]);
  for (let more = 1; more <= rememberedPackets; more++) sent.next(more, onePacket(100));
  expect(sent.reportOf(first)).toBe(PacketReport.None);
  expect(sent.find(first, 5_000)).toBe(-1);
  expect(sent.find(first + rememberedPackets, 5_000)).toBe(rememberedPackets);
  expect([sent.foundReport, sent.foundIsProbe]).toEqual([PacketReport.None, false]);
  expect(sent.find(first + rememberedPackets, 10_005_000)).toBe(-1);
});

test('it counts the packets of the last probe, and all bytes', () => {
  const sent = new SentPackets();
  sent.next(0, onePacket(100, 1));
  sent.next(0, onePacket(100, 1));
  sent.next(0, onePacket(100));
  expect([sent.probePacketsSent(1), sent.probePacketsSent(2)]).toEqual([2, 0]);
  sent.next(0, onePacket(100, 2));
  expect([sent.probePacketsSent(1), sent.probePacketsSent(2)]).toEqual([0, 1]);
  expect(sent.totalBytes).toBe(400);
});

test('it knows since when no report has come', () => {
  const sent = new SentPackets();
  expect(sent.unansweredSinceUs).toBeUndefined();
  sent.next(10, onePacket(100));
  sent.next(20, onePacket(100));
  expect(sent.unansweredSinceUs).toBe(10);
  sent.noteReport();
  expect(sent.unansweredSinceUs).toBeUndefined();
  sent.next(30, onePacket(100));
  expect(sent.unansweredSinceUs).toBe(30);
});
