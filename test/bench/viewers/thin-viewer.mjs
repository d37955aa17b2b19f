import { Audio, PeerConnection, Video } from 'node-datachannel';
import { offerFeedback, PathFeedback } from './path-feedback.mjs';
import { answerSenderReports, isSenderReport } from './receiver-report.mjs';

const payloadTypes = { vp8: 96, h264: 97, opus: 111 };
const gatheringTimeoutMs = 5_000;
const markerBit = 0x80;
/** Chromium spends 5 % of what it may send on reports, each 68 bytes long, within these limits; without `b=AS` that is 300 kbit/s. */
const feedbackInterval = { bits: 8 * 68, share: 0.05, leastMs: 50, mostMs: 250, kbps: 300 };

const candidate = /^a=(candidate:.*)\r?\n/gm;

/**
 * Sets the answer without its addresses, and these afterwards: libdatachannel would connect at once, and refuse a certificate
 * whose fingerprint it has not yet taken from the answer.
 */
function setAnswer(connection, sdp) {
  connection.setRemoteDescription(sdp.replaceAll(candidate, ''), 'answer');
  const [, mid] = /^a=mid:(\S+)/m.exec(sdp);
  for (const [, text] of sdp.matchAll(candidate)) connection.addRemoteCandidate(text, mid);
}

/** How often a viewer reports on its path, in milliseconds, with this answer. */
function feedbackIntervalMs(answer) {
  const { bits, share, leastMs, mostMs, kbps } = feedbackInterval;
  const [, bandwidth = kbps] = /^b=AS:(\d+)/m.exec(answer) ?? [];
  return Math.min(mostMs, Math.max(leastMs, bits / (share * Number(bandwidth))));
}

/** A viewer made with libdatachannel, which decrypts, counts and reports what comes, and decodes nothing. */
export class ThinViewer {
  /** Packets of the video that came. */
  received = 0;
  /** Packets of the video that did not, by the numbers of those that did. */
  lost = 0;
  /** Frames whose last packet came. */
  frames = 0;
  /** Packets of the sound that came. */
  soundReceived = 0;
  /** Told the RTP timestamp of each frame whose last packet came. */
  onFrame = (_rtpTimestamp) => undefined;
  #connection;
  #track;
  #sound;
  #lastNumber;
  #highestNumbers = new Map();
  #feedback = new PathFeedback();
  #reporting;
  /** Where and by which secret a server of ours is told that the viewer leaves. */
  #closing;

  /**
   * @param {string} url below which `offer` is
   * @param {boolean} withSound whether to ask for sound
   * @param {string} [rung] the one to be sent, whatever the path carries; a server of ours that knows none sends the only one
   */
  static async connect(url, withSound = false, rung = undefined) {
    const viewer = new ThinViewer();
    await viewer.#connect(url, withSound);
    if (rung !== undefined) await viewer.#pin(new URL('quality', url), rung);
    return viewer;
  }

  get connected() {
    return this.#connection.state() === 'connected';
  }

  /** Whether the server asked for reports on when each packet came. */
  get isReporting() {
    return this.#reporting !== undefined;
  }

  async close() {
    clearInterval(this.#reporting);
    this.#track.close();
    this.#sound?.close();
    this.#connection.close();
    if (this.#closing === undefined) return;
    const { url, sessionToken } = this.#closing;
    await fetch(url, { method: 'POST', body: JSON.stringify({ sessionToken }) });
  }

  async #connect(url, withSound) {
    const connection = new PeerConnection('viewer', {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    this.#connection = connection;
    const video = new Video('video', 'RecvOnly');
    // As Chromium offers them, so that each server takes what it would take for a browser.
    video.addVP8Codec(payloadTypes.vp8);
    video.addH264Codec(
      payloadTypes.h264,
      'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1',
    );
    // Without a media handler: one would let a track that only receives send nothing of ours, the feedback neither.
    this.#track = connection.addTrack(video);
    this.#track.onMessage((packet) => this.#count(packet));
    if (withSound) this.#listen();
    const gathered = new Promise((resolve, reject) => {
      setTimeout(reject, gatheringTimeoutMs, new Error('No addresses in time.')).unref();
      connection.onGatheringStateChange((state) => state === 'complete' && resolve());
    });
    connection.setLocalDescription('offer');
    await gathered;
    const response = await fetch(new URL('offer', url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        sdp: offerFeedback(connection.localDescription().sdp, payloadTypes.h264),
        type: 'offer',
      }),
    });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    const { sdp, sessionToken } = await response.json();
    setAnswer(connection, sdp);
    if (sdp.includes('transport-cc')) {
      this.#reporting = setInterval(() => this.#report(), feedbackIntervalMs(sdp));
    }
    if (sessionToken !== undefined) {
      this.#closing = { url: new URL('close_connection', url), sessionToken };
    }
  }

  async #pin(url, rung) {
    const { sessionToken } = this.#closing;
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ sessionToken, rung }),
    });
    await response.arrayBuffer();
  }

  #listen() {
    const audio = new Audio('audio', 'RecvOnly');
    audio.addOpusCodec(payloadTypes.opus);
    this.#sound = this.#connection.addTrack(audio);
    this.#sound.onMessage((packet) => {
      if (isSenderReport(packet)) return;
      this.#highestNumbers.set(packet.readUInt32BE(8), packet.readUInt16BE(2));
      this.#feedback.note(packet, performance.now() * 1_000);
      if ((packet[1] & 0x7f) === payloadTypes.opus) this.soundReceived += 1;
    });
  }

  #report() {
    const report = this.#feedback.report();
    if (report !== undefined && this.#track.isOpen()) this.#track.sendMessageBinary(report);
  }

  #count(packet) {
    const report = answerSenderReports(packet, this.#highestNumbers);
    if (report !== undefined) return this.#track.isOpen() && this.#track.sendMessageBinary(report);
    this.#highestNumbers.set(packet.readUInt32BE(8), packet.readUInt16BE(2));
    this.#feedback.note(packet, performance.now() * 1_000);
    const payloadType = packet[1] & 0x7f;
    if (payloadType !== payloadTypes.vp8 && payloadType !== payloadTypes.h264) return;
    const number = packet.readUInt16BE(2);
    if (this.#lastNumber !== undefined) this.lost += ((number - this.#lastNumber) & 0xffff) - 1;
    this.#lastNumber = number;
    this.received += 1;
    if ((packet[1] & markerBit) === 0) return;
    this.frames += 1;
    this.onFrame(packet.readUInt32BE(4));
  }
}
