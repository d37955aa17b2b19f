// The product's own send path, from a compressed picture to the socket, for several viewers.
import { randomBytes } from 'node:crypto';
import { UdpMux } from '../../../libs/webgear-rtc/dist/peers/ice/udp-mux.js';
import { MediaSession } from '../../../libs/webgear-rtc/dist/peers/media-session.js';
import { chooseSendPath } from '../../../libs/webgear-rtc/dist/peers/send-path/send-path.js';
import { createProtector } from '../../../libs/webgear-rtc/dist/peers/srtp/create-protector.js';
import { SrtpProfile } from '../../../libs/webgear-rtc/dist/peers/srtp/srtp-profile.js';
import { SystemCaptureClock } from '../../../libs/webgear-rtc/dist/frames/system-capture-clock.js';
import { FramePacer } from '../../../libs/webgear-rtc/dist/rtp/frame-pacer.js';
import { Packetizer } from '../../../libs/webgear-rtc/dist/rtp/packetizer.js';
import { RtpClock } from '../../../libs/webgear-rtc/dist/rtp/rtp-clock.js';
import { framesPerBurst, packetBytes, packetsPerFrame, viewers } from './workload.mjs';

const headerBytes = 12;
const tagBytes = 16;
const fragmentHeaderBytes = 2;
const frameIntervalUs = 33_333;

/** A NAL unit that makes {@link packetsPerFrame} packets of {@link packetBytes}. */
function picture() {
  const fragmentBytes = packetBytes - headerBytes - tagBytes - fragmentHeaderBytes;
  const nalUnit = Buffer.alloc(1 + packetsPerFrame * fragmentBytes, 0x5a);
  nalUnit[0] = 0x41;
  return Buffer.concat([Buffer.from([0, 0, 0, 1]), nalUnit]);
}

export class Subject {
  #mux;
  #sessions;
  #packetizer;
  #data = picture();
  #nowUs = 0;

  constructor(name, sendPath, mux, port) {
    const clock = new RtpClock(0);
    const to = { address: '127.0.0.1', port };
    const pacer = new FramePacer(new SystemCaptureClock());
    this.name = name;
    this.#mux = mux;
    this.#packetizer = new Packetizer('h264', clock);
    this.#sessions = Array.from({ length: viewers }, (_, viewer) => {
      const keys = () => ({ key: randomBytes(16), salt: randomBytes(12) });
      return new MediaSession(
        { profile: SrtpProfile.AeadAes128Gcm, local: keys(), remote: keys() },
        {
          rtp: { ssrc: viewer + 1, payloadType: 96, extensions: [] },
          cname: 'bench',
          clock,
          route: mux.route(() => to),
          pacer,
          createProtector: (profile, master) => createProtector(profile, master, sendPath.createGcmProtector),
          send: (datagram) => mux.send(datagram, to),
          onKeyFrameRequest: () => undefined,
          onBye: () => undefined,
        },
      );
    });
  }

  /** @param {'dgram' | 'gso' | 'native'} limit how much of the way native code may take */
  static async open(limit, port) {
    const sendPath = await chooseSendPath(limit);
    const mux = await UdpMux.bind('127.0.0.1', 0, (socket) => sendPath.openOutlet(socket));
    return new Subject(limit, sendPath, mux, port);
  }

  /** What is used in fact, which is less than allowed where the system does not have it. */
  get transport() {
    const { cipher, send } = this.#sessions[0].counters().transport;
    return `${cipher} + ${send}`;
  }

  /** One burst: the same pictures to every viewer. */
  send() {
    for (let frame = 0; frame < framesPerBurst; frame += 1) {
      this.#nowUs += frameIntervalUs;
      const packetized = this.#packetizer.packetize({
        codec: 'h264',
        keyFrame: false,
        captureTimeUs: this.#nowUs,
        width: 1280,
        height: 720,
        data: this.#data,
      });
      for (const session of this.#sessions) session.sendFrame(packetized, this.#nowUs);
    }
  }

  async close() {
    for (const session of this.#sessions) session.close();
    await this.#mux.close();
  }
}
