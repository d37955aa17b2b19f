import { describe, expect, test } from '@jest/globals';
import { FramePacer } from '../rtp/frame-pacer.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { MediaSession } from './media-session.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { SrtpProfile } from '../transport/srtp/srtp-profile.js';

const ssrc = 0x1111;
const rtx = { ssrc: 0x2222, payloadType: 97 };
const profile = SrtpProfile.AeadAes128Gcm;
const local = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) };
const remote = { key: Buffer.alloc(16, 3), salt: Buffer.alloc(12, 4) };
const headerBytes = 12;
const lossRate = 0.02;
const oneWayMs = 20;
const frozenMs = 200;

/** 2.4 Mb/s at 30 frames a second, and a key frame of ten times that every four seconds. */
const frameMs = 1000 / 30;
const packetsOf = (frameNumber: number): number => (frameNumber % 120 === 0 ? 90 : 9);

/** A browser asks at once, and looks so often whether it should ask again. */
const looksAgainMs = 20;
/** It asks again after a round trip; this is what it takes for one until it knows better. */
const assumedRoundTripMs = 100;

/** What is in the packets is not what this is about: they stay readable. */
const readable: PacketProtector = {
  cipher: 'node',
  tagBytes: 0,
  protect: (packets, header, run) => {
    let at = 0;
    for (const payload of run.payloads) {
      payload.copy(packets, at + header);
      at += header + payload.length;
    }
  },
  close: () => undefined,
};

/** The end of a browser that says what is missing, and when each frame was there as a whole. */
class Receiver {
  readonly wholeAtMs: number[] = [];
  private readonly askedAtMs = new Map<number, number>();
  private readonly arrived = new Set<number>();
  private readonly lastOfFrame: number[] = [];
  private newest: number | undefined;
  private nextMissing = 0;

  /**
   * @param roundTripMs what it takes for the round trip
   * @param ask sends a request for packets
   */
  constructor(
    private readonly roundTripMs: number,
    private readonly ask: (sequenceNumbers: readonly number[]) => void,
  ) {}

  expectFrame(firstIndex: number, packets: number): void {
    this.lastOfFrame.push(firstIndex + packets - 1);
    this.newest ??= firstIndex - 1;
    if (this.lastOfFrame.length === 1) this.nextMissing = firstIndex;
  }

  receive(index: number, nowMs: number): void {
    this.arrived.add(index);
    this.askedAtMs.delete(index);
    const newest = this.newest ?? index;
    const missing: number[] = [];
    for (let lost = newest + 1; lost < index; lost++) {
      if (!this.arrived.has(lost)) missing.push(lost);
    }
    this.newest = Math.max(newest, index);
    this.request(missing, nowMs);
    while (this.arrived.delete(this.nextMissing)) this.nextMissing++;
    for (;;) {
      const last = this.lastOfFrame[this.wholeAtMs.length];
      if (last === undefined || last >= this.nextMissing) break;
      this.wholeAtMs.push(nowMs);
    }
  }

  askAgain(nowMs: number): void {
    const due = [...this.askedAtMs].filter(([, askedAtMs]) => nowMs - askedAtMs >= this.roundTripMs);
    this.request(
      due.map(([lost]) => lost),
      nowMs,
    );
  }

  private request(lost: readonly number[], nowMs: number): void {
    if (lost.length === 0) return;
    for (const index of lost) this.askedAtMs.set(index, nowMs);
    this.ask(lost);
  }
}

function nack(sequenceNumbers: readonly number[]): Buffer {
  const packet = Buffer.alloc(12 + 4 * sequenceNumbers.length);
  packet.writeUInt16BE(0x81cd, 0);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(1, 4);
  packet.writeUInt32BE(ssrc, 8);
  for (const [at, number] of sequenceNumbers.entries()) packet.writeUInt16BE(number & 0xffff, 12 + 4 * at);
  return packet;
}

interface Watched {
  /** How much longer than its time each frame stayed. */
  readonly beyondMs: readonly number[];
  readonly whole: number;
  readonly lost: number;
  /** Longest time from a request that came to the packet that left. */
  readonly longestAnswerMs: number;
}

/** Sends frames over a path that loses packets in each direction. */
async function watch(frames: number, seed: number, roundTripMs: number): Promise<Watched> {
  const random = new SeededRandom(seed);
  const clock = new VirtualCaptureClock();
  const nowMs = (): number => clock.nowUs() / 1000;
  const pending: { readonly atMs: number; readonly run: () => void }[] = [];
  let lost = 0;
  let longestAnswerMs = 0;
  const carry = (run: () => void): void => {
    if (random.chance(lossRate)) lost++;
    else pending.push({ atMs: nowMs() + oneWayMs, run });
  };
  let firstIndex = -1;
  let sent = 0;
  const viewer = new SrtcpChannel(profile, remote, local);
  let askedAtMs = 0;
  const receiver = new Receiver(roundTripMs, (sequenceNumbers) => {
    const report = viewer.protect(nack(sequenceNumbers));
    carry(() => {
      askedAtMs = nowMs();
      session.handleRtcp(report, clock.nowUs());
    });
  });
  const deliver = (packet: Buffer): void => {
    const isRepeat = packet.readUInt32BE(8) === rtx.ssrc;
    const sequenceNumber = packet.readUInt16BE(isRepeat ? headerBytes : 2);
    if (isRepeat) longestAnswerMs = Math.max(longestAnswerMs, nowMs() - askedAtMs);
    if (firstIndex < 0) firstIndex = sequenceNumber;
    // The numbers wrap; of all that can be meant, the one next to the newest sent is.
    const newest = firstIndex + sent;
    const index = newest - ((((newest & 0xffff) - sequenceNumber + 0x8000) & 0xffff) - 0x8000);
    carry(() => receiver.receive(index, nowMs()));
  };
  const session = new MediaSession(
    { profile, local, remote },
    {
      rtp: { ssrc, payloadType: 96, rtx, extensions: [] },
      cname: 'cname',
      clock: new RtpClock(0, 0),
      route: {
        sending: 'dgram',
        writable: true,
        reserve: (bytes) => Buffer.alloc(bytes),
        send: (packets, packetBytes) => {
          for (let at = 0; at < packets.length; at += packetBytes) {
            deliver(packets.subarray(at, at + packetBytes));
          }
          return true;
        },
      },
      pacer: new FramePacer(clock),
      createProtector: () => readable,
      send: () => undefined,
      onKeyFrameRequest: () => undefined,
      onBye: () => undefined,
    },
  );
  const frame = (packets: number): PacketizedFrame => ({
    codec: 'vp8',
    keyFrame: packets > 9,
    captureTimeUs: clock.nowUs(),
    rtpTimestamp: 0,
    ...batchPayloads(Array.from({ length: packets }, () => Buffer.alloc(8))),
  });
  let looksAtMs = looksAgainMs;
  for (let number = 0; number < frames; number++) {
    const packets = packetsOf(number);
    session.video.sendFrame(frame(packets), clock.nowUs());
    receiver.expectFrame(firstIndex + sent, packets);
    sent += packets;
    const nextMs = (number + 1) * frameMs;
    while (nowMs() < nextMs) {
      pending.sort((a, b) => a.atMs - b.atMs);
      // The pacer sends in small steps while it has something to send, and nothing happens in between otherwise.
      const pacedMs = clock.sleeping > 0 ? nowMs() + 2 : nextMs;
      const eventMs = Math.min(nextMs, looksAtMs, pending[0]?.atMs ?? nextMs, pacedMs);
      await clock.advance(Math.max(0, eventMs - nowMs()));
      while (pending[0] !== undefined && pending[0].atMs <= nowMs() + 1e-6) pending.shift()?.run();
      if (nowMs() >= looksAtMs) {
        receiver.askAgain(nowMs());
        looksAtMs += looksAgainMs;
      }
    }
  }
  session.close();
  const beyondMs = receiver.wholeAtMs
    .slice(1)
    .map((at, index) => at - (receiver.wholeAtMs[index] ?? 0) - frameMs);
  return { beyondMs, lost, longestAnswerMs, whole: receiver.wholeAtMs.length };
}

describe('over a path that loses 2 % of the packets at 40 ms of round trip', () => {
  const minute = 60 * 30;

  test('what a viewer asks for leaves at once, and every frame is completed', async () => {
    const { longestAnswerMs, whole, lost } = await watch(minute, 4588, assumedRoundTripMs);
    expect(longestAnswerMs).toBe(0);
    expect(lost).toBeGreaterThan(300);
    expect(whole).toBeGreaterThan(minute - 10);
  });

  test('a viewer that knows the round trip sees no frozen frame', async () => {
    for (const seed of [1, 2, 3]) {
      const { beyondMs } = await watch(minute, seed, 2 * oneWayMs);
      expect(Math.max(...beyondMs)).toBeLessThan(frozenMs);
    }
  });

  test('a viewer that takes it for 100 ms sees one freeze a minute at most', async () => {
    let frozen = 0;
    for (const seed of [1, 2, 3]) {
      const { beyondMs } = await watch(minute, seed, assumedRoundTripMs);
      frozen += beyondMs.filter((beyond) => beyond > frozenMs).length;
    }
    expect(frozen).toBeLessThanOrEqual(3);
  });
});
