import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { classes, DtlsClient, Message, methods } from 'werift';
import { createDtlsCertificate } from '../../../libs/webgear-rtc/dist/transport/dtls/dtls-certificate.js';
import { createIceCredentials } from '../../../libs/webgear-rtc/dist/transport/ice/ice-credentials.js';
import { SrtpProfile } from '../../../libs/webgear-rtc/dist/transport/srtp/srtp-profile.js';

const consentIntervalMs = 4_000;
const connectTimeoutMs = 10_000;
const mediaPayloadType = 96;

let certificate;

/** A viewer that costs as little as possible: it checks the path, shakes hands and counts what comes. */
export class ThinViewer {
  /** Packets of the video that came. */
  received = 0;
  /** Packets of the video that did not, by the numbers of those that did. */
  lost = 0;
  #socket = createSocket('udp4');
  #ice = createIceCredentials();
  #transport = { type: 'udp', onData: () => undefined, close: async () => undefined };
  #lastNumber;
  #timer;

  /** @param {string} url address of the page */
  static async connect(url) {
    const viewer = new ThinViewer();
    certificate ??= createDtlsCertificate();
    await viewer.#connect(url, await certificate);
    return viewer;
  }

  close() {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  async #connect(url, { certificatePem, privateKeyPem, signatureHash, fingerprint }) {
    const socket = this.#socket;
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const response = await fetch(new URL('offer', url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'offer', sdp: this.#offer(fingerprint) }),
    });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    const { sdp } = await response.json();
    const [, port] = /^m=video (\d+)/m.exec(sdp);
    const [, user] = /^a=ice-ufrag:(\S+)/m.exec(sdp);
    const [, password] = /^a=ice-pwd:(\S+)/m.exec(sdp);
    await new Promise((resolve) => socket.connect(Number(port), '127.0.0.1', resolve));
    const check = () => socket.send(this.#check(user, password));
    this.#timer = setInterval(check, consentIntervalMs);
    const checked = this.#listen();
    check();
    await checked;
    await this.#shakeHands({ cert: certificatePem, key: privateKeyPem, signatureHash });
  }

  /** @returns {Promise<void>} resolves with the first answer to a check */
  #listen() {
    return new Promise((resolve) => {
      this.#socket.on('message', (datagram) => {
        const [first] = datagram;
        if (first >= 128) this.#count(datagram);
        else if (first >= 20) this.#transport.onData(datagram, ['127.0.0.1', 0]);
        else resolve();
      });
      // The server has gone.
      this.#socket.on('error', () => undefined);
    });
  }

  #shakeHands(identity) {
    this.#transport.send = async (datagram) => this.#socket.send(datagram);
    const client = new DtlsClient({
      ...identity,
      extendedMasterSecret: true,
      srtpProfiles: [SrtpProfile.AeadAes128Gcm],
      transport: this.#transport,
    });
    return new Promise((resolve, reject) => {
      setTimeout(reject, connectTimeoutMs, new Error('No connection in time.')).unref();
      client.onConnect.subscribe(resolve);
      client.connect().catch(reject);
    });
  }

  #count(datagram) {
    if ((datagram[1] & 0x7f) !== mediaPayloadType) return;
    const number = datagram.readUInt16BE(2);
    if (this.#lastNumber !== undefined) this.lost += ((number - this.#lastNumber) & 0xffff) - 1;
    this.#lastNumber = number;
    this.received += 1;
  }

  #check(user, password) {
    const { usernameFragment } = this.#ice;
    return new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', `${user}:${usernameFragment}`)
      .setAttribute('PRIORITY', 1_845_501_695)
      .setAttribute('ICE-CONTROLLING', 1n)
      .setAttribute('USE-CANDIDATE', null)
      .addMessageIntegrity(Buffer.from(password))
      .addFingerprint().bytes;
  }

  #offer(fingerprint) {
    const { usernameFragment, password } = this.#ice;
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0',
      `m=video 9 UDP/TLS/RTP/SAVPF ${mediaPayloadType}`,
      'c=IN IP4 0.0.0.0',
      `a=ice-ufrag:${usernameFragment}`,
      `a=ice-pwd:${password}`,
      `a=fingerprint:sha-256 ${fingerprint}`,
      'a=setup:actpass',
      'a=mid:0',
      'a=recvonly',
      'a=rtcp-mux',
      `a=rtpmap:${mediaPayloadType} H264/90000`,
      `a=fmtp:${mediaPayloadType} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f`,
    ];
    return `${lines.join('\r\n')}\r\n`;
  }
}
