import { describe, expect, test } from '@jest/globals';
import {
  extensions,
  marker,
  recordNetwork,
  sequenceNumber,
  ssrc,
  uniqueFrame,
} from '../testing/recording-sender.js';
import { AudioRtpSender, type AudioRtpParameters } from './audio-rtp-sender.js';
import { transportSequenceStamp, type StampedBatch } from './packet-stamp.js';
import { RtpClock } from './rtp-clock.js';

const packetUs = 20_000;

function createAudioSender(over: Partial<AudioRtpParameters> = {}) {
  const recorded = recordNetwork();
  const { protector, route } = recorded;
  const sender = new AudioRtpSender(
    { ssrc: 0x3333, payloadType: 111, extensions: [], ...over },
    protector,
    route,
  );
  let number = 0;
  /** The next packet, or one after some that the source left out. */
  const send = (leftOut = 0): boolean => {
    number += leftOut;
    const captureTimeUs = number * packetUs;
    return sender.send(uniqueFrame(1, { captureTimeUs, rtpTimestamp: 960 * number++ }), captureTimeUs);
  };
  return { ...recorded, sender, send };
}

describe('sound', () => {
  test('is sent under numbers of its own, one packet at a time', () => {
    const { send, packets, sent, sender } = createAudioSender();
    for (let count = 0; count < 3; count++) expect(send()).toBe(true);
    const first = packets[0]?.packetIndex ?? 0;
    expect(first).toBeLessThan(0x8000);
    expect(packets.map(({ packetIndex }) => packetIndex - first)).toEqual([0, 1, 2]);
    expect(packets.map(sequenceNumber)).toEqual(packets.map(({ packetIndex }) => packetIndex % 0x10000));
    expect(packets.map(ssrc)).toEqual([0x3333, 0x3333, 0x3333]);
    expect(sent).toHaveLength(3);
    expect([sender.packetsSent, sender.bytesSent]).toEqual([3, 3 * 'payload 1000000'.length]);
  });

  test('marks what follows a pause, and nothing else (RFC 7587, 4.1)', () => {
    const { send, packets } = createAudioSender();
    for (const leftOut of [0, 0, 1, 50, 0]) send(leftOut);
    expect(packets.map(marker)).toEqual([true, false, false, true, false]);
  });

  test('that the network does not take is lost, and its numbers with it: the viewer sees what to repair', () => {
    const { send, packets, sent, network, sender } = createAudioSender();
    send();
    network.takes = false;
    expect(send()).toBe(false);
    network.takes = true;
    send();
    network.writable = false;
    expect(send()).toBe(false);
    network.writable = true;
    send();
    const first = packets[0]?.packetIndex ?? 0;
    // Encrypted for a network that refused it, and not at all for one that takes nothing.
    expect(packets.map(({ packetIndex }) => packetIndex - first)).toEqual([0, 1, 2, 4]);
    expect(sent).toHaveLength(3);
    expect(sender.packetsSent).toBe(3);
  });

  test('counts with the numbers of the transport, without a retransmission stream', () => {
    const lengths: number[] = [];
    const next = (_nowUs: number, { byteLength }: StampedBatch): number => lengths.push(byteLength) + 6;
    const { send, packets } = createAudioSender({ stamp: transportSequenceStamp(3, { next }) });
    send();
    send();
    expect(packets.map(({ header }) => header.subarray(16, 19).toString('hex'))).toEqual([
      '310007',
      '310008',
    ]);
    expect(lengths).toEqual([20 + 15 + 4, 20 + 15 + 4]);
  });

  test('names its section until the viewer has confirmed it', () => {
    const { send, sender, packets } = createAudioSender({ extensions });
    send();
    sender.confirm();
    send();
    expect(packets.map(({ header }) => header.length)).toEqual([20, 12]);
  });

  test('says each second when it was captured, to a viewer that offered that', () => {
    const { send, packets } = createAudioSender({ captureTime: { id: 5, clock: new RtpClock(0, 0) } });
    for (let count = 0; count <= 50; count++) send();
    const timed = packets.flatMap(({ header }, at) => (header.length > 12 ? [at] : []));
    expect(timed).toEqual([0, 50]);
  });

  test('goes on in time where packets of the past come', () => {
    const { sender, packets } = createAudioSender();
    for (const rtpTimestamp of [9600, 960, 10_560]) sender.send(uniqueFrame(1, { rtpTimestamp }), 0);
    expect(packets.map(({ header }) => header.readUInt32BE(4))).toEqual([9600, 9601, 10_560]);
  });
});
