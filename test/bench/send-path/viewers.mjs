// The product's own send path, from a compressed frame to the socket, for several viewers.
import { randomBytes } from 'node:crypto';
import { SystemCaptureClock } from '../../../libs/webgear-rtc/dist/media/capture-clock.js';
import { UdpMux } from '../../../libs/webgear-rtc/dist/transport/ice/udp-mux.js';
import { MediaSession } from '../../../libs/webgear-rtc/dist/peers/media-session.js';
import { selectSendBackend } from '../../../libs/webgear-rtc/dist/transport/send-path/send-path.js';
import { createProtector } from '../../../libs/webgear-rtc/dist/transport/srtp/create-protector.js';
import { SrtpProfile } from '../../../libs/webgear-rtc/dist/transport/srtp/srtp-profile.js';
import { SentPackets } from '../../../libs/webgear-rtc/dist/congestion/sent-packets.js';
import { FramePacer } from '../../../libs/webgear-rtc/dist/rtp/frame-pacer.js';
import { Packetizer } from '../../../libs/webgear-rtc/dist/rtp/packetizer.js';
import { transportSequenceStamp } from '../../../libs/webgear-rtc/dist/rtp/packet-stamp.js';
import { RtpClock } from '../../../libs/webgear-rtc/dist/rtp/rtp-clock.js';
import { packetBytes } from './workload.mjs';

const headerBytes = 12;
const tagBytes = 16;
const fragmentHeaderBytes = 2;

/** A NAL unit that makes so many packets of the usual length. */
function frameOf(packets) {
  const fragmentBytes = packetBytes - headerBytes - tagBytes - fragmentHeaderBytes;
  const nalUnit = Buffer.alloc(1 + packets * fragmentBytes, 0x5a);
  nalUnit[0] = 0x41;
  return Buffer.concat([Buffer.from([0, 0, 0, 1]), nalUnit]);
}

/**
 * A port with the fastest way out that is allowed.
 *
 * @param {'dgram' | 'gso' | 'native'} limit how much of the way native code may take
 */
export async function openPort(limit) {
  const sendPath = await selectSendBackend(limit);
  const port = await UdpMux.bind('127.0.0.1', 0, {
    openGsoSocket: (socket) => sendPath.openGsoSocket(socket),
  });
  return { sendPath, port, clock: new SystemCaptureClock(), pacer: new FramePacer(new SystemCaptureClock()) };
}

/** Only where there is a retransmission stream. */
function numbering(viewer) {
  const rtx = { ssrc: 2 ** 31 + viewer, payloadType: 97 };
  return { rtx, stamp: transportSequenceStamp(3, new SentPackets()) };
}

/** What lies between two frames, in microseconds: a burst is paced as on a stream, and nobody waits for it. */
const frameIntervalUs = 33_333;

/** Viewers at one address, who all watch the same. */
export class Viewers {
  #nowUs;
  #sessions;
  #packetizer = new Packetizer('h264', new RtpClock(0));
  #frames = new Map();

  /** @param numbered whether packets carry transport-wide sequence numbers, with what is remembered of them */
  constructor({ sendPath, port, clock, pacer }, toPort, count, numbered = false) {
    const to = { address: '127.0.0.1', port: toPort };
    const keys = () => ({ key: randomBytes(16), salt: randomBytes(12) });
    this.#nowUs = clock.nowUs();
    this.#sessions = Array.from(
      { length: count },
      (_, viewer) =>
        new MediaSession(
          { profile: SrtpProfile.AeadAes128Gcm, local: keys(), remote: keys() },
          {
            rtp: { ssrc: viewer + 1, payloadType: 96, extensions: [], ...(numbered && numbering(viewer)) },
            cname: 'bench',
            clock: new RtpClock(0),
            route: port.route(() => to),
            pacer,
            createProtector: (profile, master) =>
              createProtector(profile, master, sendPath.createGcmProtector),
            send: () => undefined,
            onKeyFrameRequest: () => undefined,
            onBye: () => undefined,
          },
        ),
    );
  }

  /** What is used in fact, which is less than allowed where the system does not have it. */
  get transport() {
    const { cipher, send } = this.#sessions[0].counters().transport;
    return `${cipher} + ${send}`;
  }

  /** Sends one frame of so many packets to each. */
  sendFrame(packets) {
    this.#nowUs += frameIntervalUs;
    const nowUs = this.#nowUs;
    if (!this.#frames.has(packets)) this.#frames.set(packets, frameOf(packets));
    const frame = this.#packetizer.packetize({
      codec: 'h264',
      keyFrame: false,
      captureTimeUs: nowUs,
      width: 1280,
      height: 720,
      data: this.#frames.get(packets),
    });
    for (const session of this.#sessions) session.video.sendFrame(frame, nowUs);
  }

  close() {
    for (const session of this.#sessions) session.close();
  }
}
