import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { FramePacer } from '../rtp/frame-pacer.js';
import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { transportSequenceStamp, type PacketStamp } from '../rtp/packet-stamp.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { MediaSession } from './media-session.js';
import { selectSendBackend } from '../transport/send-path/send-path.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { createProtector, type GcmProtectorFactory } from '../transport/srtp/create-protector.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile } from '../transport/srtp/srtp-profile.js';

const native = await selectSendBackend('native');
const node = await selectSendBackend('dgram');
const rtx = { ssrc: 0x2222, payloadType: 97 };

interface Over {
  readonly rtx?: typeof rtx;
  readonly stamp?: PacketStamp;
}

let numbers = 0;
/** Another value in each packet, also where it is encrypted again. */
const counting = transportSequenceStamp(3, { next: () => numbers++ & 0xffff });
const extensions = [{ id: 4, data: Buffer.from('0') }];

/** Every key, SSRC and index that was ever encrypted under, and what. */
class Ledger {
  readonly contents = new Map<string, string>();
  repeated = 0;

  /** A protector that writes down what it is given before it protects it. */
  watch(protector: PacketProtector, keyName: string): PacketProtector {
    return {
      cipher: protector.cipher,
      tagBytes: protector.tagBytes,
      close: () => protector.close(),
      protect: (packets, headerBytes, run, firstIndex) => {
        let start = 0;
        for (const [at, payload] of run.payloads.entries()) {
          const header = packets.subarray(start, start + headerBytes);
          if (header.readUInt16BE(2) !== (firstIndex + at) % 0x10000)
            throw new Error('the header says another index');
          this.enter(`${keyName}:${header.readUInt32BE(8)}:${firstIndex + at}`, header, payload);
          start += headerBytes + payload.length + protector.tagBytes;
        }
        protector.protect(packets, headerBytes, run, firstIndex);
      },
    };
  }

  private enter(nonce: string, header: Buffer, payload: Buffer): void {
    const content = header.toString('latin1') + payload.toString('latin1');
    const before = this.contents.get(nonce);
    if (before === undefined) this.contents.set(nonce, content);
    else if (before === content) this.repeated++;
    else throw new Error(`${nonce} was used for two contents`);
  }
}

let marks = 0;
function frameOf(packets: number): PacketizedFrame {
  const payloads = Array.from({ length: packets }, () => {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(marks++);
    return payload;
  });
  return {
    codec: 'vp8',
    keyFrame: packets > 30,
    captureTimeUs: 0,
    rtpTimestamp: (marks * 3000) % 2 ** 32,
    ...batchPayloads(payloads),
  };
}

/** One viewer from its join to its end, on a network that fails in every way it can. */
async function watchOneSession(
  ledger: Ledger,
  random: SeededRandom,
  profile: SrtpProfile,
  createGcmProtector: GcmProtectorFactory,
  over: Over,
  packets: number,
): Promise<void> {
  const keys = () => ({ key: randomBytes(masterKeyBytes), salt: randomBytes(masterSaltBytes(profile)) });
  const [local, remote] = [keys(), keys()];
  const clock = new VirtualCaptureClock();
  const numbers: number[] = [];
  let takes = true;
  const keyName = local.key.toString('hex');
  const session = new MediaSession(
    { profile, local, remote },
    {
      rtp: { ssrc: 0x1111, payloadType: 96, extensions, ...over },
      audio: {
        rtp: { ssrc: 0x3333, payloadType: 111, extensions, ...(over.stamp && { stamp: over.stamp }) },
        clock: new RtpClock(0, 0, 48_000),
      },
      cname: 'cname',
      clock: new RtpClock(0, 0),
      route: {
        sending: 'dgram',
        writable: true,
        reserve: (bytes) => Buffer.allocUnsafeSlow(Math.max(bytes, 256)).subarray(0, bytes),
        send: (datagrams) => {
          if (!takes) return false;
          if (datagrams.readUInt32BE(8) === 0x1111) numbers.push(datagrams.readUInt16BE(2));
          return true;
        },
      },
      pacer: new FramePacer(clock),
      createProtector: (...negotiated) =>
        ledger.watch(createProtector(negotiated[0], negotiated[1], createGcmProtector), keyName),
      send: () => undefined,
      onKeyFrameRequest: () => undefined,
      onBye: () => undefined,
    },
  );
  const viewer = new SrtcpChannel(profile, remote, local);
  const hears = (rtcp: Buffer): boolean => session.handleRtcp(viewer.protect(rtcp), clock.nowUs());
  for (let sent = 0; sent < packets;) {
    const size = random.chance(0.05) ? random.integer(50, 200) : random.integer(1, 60);
    takes = random.chance(takes ? 0.97 : 0.15);
    session.video.sendFrame(frameOf(size), clock.nowUs());
    session.audio?.sendFrame(frameOf(1), clock.nowUs());
    sent += size;
    if (random.chance(0.05)) {
      const probe = { id: 1, packets: 5, packetBytes: 300, intervalUs: 2_000 };
      session.video.probe(probe, clock.nowUs());
    }
    if (random.chance(0.3) && numbers.length > 0) {
      const nack = Buffer.from('81cd0003000000010000111100000000', 'hex');
      nack.writeUInt16BE(random.pick(numbers.slice(-200)), 12);
      nack.writeUInt16BE(random.integer(0, 0xffff), 14);
      hears(nack);
    }
    // A report on the stream ends the header extensions; repeats of what went out with them must keep them.
    if (random.chance(0.01)) {
      hears(Buffer.from(`81c900070000000100001111${'00'.repeat(20)}`, 'hex'));
    }
    numbers.splice(0, numbers.length - 1000);
    await clock.advance(random.integer(1, 40));
  }
  session.close();
}

describe.each<[string, SrtpProfile, GcmProtectorFactory]>([
  ['by Node', SrtpProfile.AeadAes128Gcm, node.createGcmProtector],
  ['by the fastest way here', SrtpProfile.AeadAes128Gcm, native.createGcmProtector],
  ['with AES_CM_128_HMAC_SHA1_80', SrtpProfile.Aes128CmHmacSha1With80BitTag, node.createGcmProtector],
])('no index is ever encrypted for two contents, %s', (_name, profile, factory) => {
  test.each<[string, Over, number]>([
    ['with RTX', { rtx }, 70_000],
    ['with RTX and transport-wide numbers', { rtx, stamp: counting }, 20_000],
    ['without RTX', {}, 70_000],
  ])(
    'over joins, restarts, refusals, retransmissions and roll-overs, %s',
    async (_rtx, over, packets) => {
      const random = new SeededRandom(profile);
      const ledger = new Ledger();
      // One long enough for a roll-over where nothing else is tried, and several that come and go under keys of their own.
      await watchOneSession(ledger, random, profile, factory, over, packets);
      for (let session = 0; session < 5; session++) {
        await watchOneSession(ledger, random, profile, factory, over, 1_000);
      }
      expect(ledger.contents.size).toBeGreaterThan(0.7 * packets);
      // Refused and repeated packets are the same, bit by bit.
      expect(ledger.repeated).toBeGreaterThan(100);
    },
    60_000,
  );
});
