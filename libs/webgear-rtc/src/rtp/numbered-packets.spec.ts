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
  type ProtectedPacket,
} from '../testing/recording-sender.js';
import { batchPayloads } from './gso-batches.js';
import { transportSequenceStamp, type StampedBatch } from './packet-stamp.js';
import type { RtpSenderParameters } from './rtp-sender.js';

describe('packets that are numbered transport-wide', () => {
  const notes: { readonly number: number; readonly bytes: number; readonly probeId: number | undefined }[] =
    [];
  const createNumbered = (over: Partial<RtpSenderParameters> = {}) => {
    notes.length = 0;
    const sequence = {
      next: (_nowUs: number, { packets, packetBytes, byteLength, probeId }: StampedBatch): number => {
        const first = (0xfffc + notes.length) & 0xffff;
        for (let at = 0; at < packets; at++) {
          const bytes = at < packets - 1 ? packetBytes : byteLength - at * packetBytes;
          notes.push({ number: (first + at) & 0xffff, bytes, probeId });
        }
        return first;
      },
    };
    return createSender({ rtx, stamp: transportSequenceStamp(3, sequence), ...over });
  };
  const transportSequence = ({ header }: ProtectedPacket): number => header.readUInt16BE(17);

  test('have one counter for media, retransmissions and padding, across the wrap', () => {
    const { sender, packets, sent, sendFrame } = createNumbered();
    sendFrame(frameOf(3), 0);
    sender.retransmit([sequenceNumber(packets[1] as ProtectedPacket)], 0);
    sender.sendPadding(60, 7, 0);
    sendFrame(frameOf(2), 0);
    expect(packets.map(transportSequence)).toEqual([0xfffc, 0xfffd, 0xfffe, 0xffff, 0, 1, 2]);
    expect(packets.map(ssrc)).toEqual([
      ...Array<number>(3).fill(media.ssrc),
      rtx.ssrc,
      rtx.ssrc,
      media.ssrc,
      media.ssrc,
    ]);
    expect(notes.map(({ bytes }) => bytes)).toEqual(sent.map(({ length }) => length));
    expect(notes.map(({ probeId }) => probeId)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      7,
      undefined,
      undefined,
    ]);
  });

  test('are the same bit by bit when the network refused them, whatever was sent meanwhile', () => {
    const { sender, packets, sent, sendFrame, network } = createNumbered({ extensions });
    sendFrame(frameOf(2), 0);
    const sentFrame = sender.begin(frameOf(3), 0);
    network.takes = false;
    expect(sender.sendNextBatch(sentFrame, 0)).toBe(false);
    // A retransmission that is refused as well, and one that is not.
    sender.retransmit([sequenceNumber(packets[0] as ProtectedPacket)], 0);
    network.takes = true;
    sender.retransmit([sequenceNumber(packets[1] as ProtectedPacket)], 0);
    sender.confirm();
    expect(sender.sendNextBatch(sentFrame, 5_000)).toBe(true);
    expect(packets.slice(7)).toEqual(packets.slice(2, 5));
    expect(packets.slice(7).map(transportSequence)).toEqual([0xfffe, 0xffff, 0]);
    expect(notes).toHaveLength(7);
    expect(sent.slice(-3).map((packet) => packet.readUInt16BE(17))).toEqual([0xfffe, 0xffff, 0]);
  });

  test('carry the number still once the viewer has confirmed the stream', () => {
    const { sender, packets, sendFrame } = createNumbered({ extensions });
    sender.confirm();
    sendFrame(frameOf(1), 0);
    expect(packets[0]?.header.subarray(12).toString('hex')).toBe('bede000131fffc00');
  });
});

describe('padding', () => {
  test('is a recent packet again, in the retransmission stream', () => {
    const { sender, packets, sendFrame } = createSender({ rtx });
    const long = batchPayloads(Array.from({ length: 3 }, (_, at) => Buffer.alloc(500, at + 1)));
    sendFrame(frameOf(1, long), 0);
    for (let turn = 0; turn < 3; turn++) expect(sender.sendPadding(400, 1, 0)).toBe(12 + 502);
    const padding = packets.slice(3);
    expect(padding.map(ssrc)).toEqual([rtx.ssrc, rtx.ssrc, rtx.ssrc]);
    expect(padding.map(({ payload }) => payload.readUInt16BE(0))).toEqual(
      packets.slice(0, 3).map(sequenceNumber),
    );
    expect(padding.map(({ payload }) => payload.subarray(2))).toEqual(long.payloads);
    expect(padding.map(marker)).toEqual([false, false, true]);
    expect(sender.counters()).toMatchObject({ packetsSent: 3, packetsRetransmitted: 0, paddingSent: 3 });
  });

  test.each([
    ['nothing was sent', 0],
    ['what was sent is too short', 1],
  ])('has no content where %s', (_name, frames) => {
    const { sender, packets, sendFrame } = createSender({ rtx });
    if (frames > 0) sendFrame(frameOf(1), 0);
    expect(sender.sendPadding(400, 1, 0)).toBe(12 + 224);
    const { header, payload } = packets.at(-1) as ProtectedPacket;
    expect([header[0], payload.length, payload[223], payload[0]]).toEqual([0xa0, 224, 224, 0]);
    expect(header.readUInt32BE(8)).toBe(rtx.ssrc);
  });

  test('is none where the viewer knows no retransmission stream, or the network takes nothing', () => {
    expect(createSender().sender.sendPadding(400, 1, 0)).toBe(0);
    const { sender, packets, network } = createSender({ rtx });
    network.writable = false;
    expect(sender.sendPadding(400, 1, 0)).toBe(0);
    expect(packets).toEqual([]);
  });
});
