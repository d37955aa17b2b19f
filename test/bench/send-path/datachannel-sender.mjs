import {
  H264RtpPacketizer,
  PeerConnection,
  RtcpNackResponder,
  RtcpSrReporter,
  RtpPacketizationConfig,
  Video,
} from 'node-datachannel';
import { payloadBytes, rtpHeaderBytes } from './workload.mjs';

const payloadType = 97;
const clockRate = 90_000;
const answerTimeoutMs = 5_000;

/** An offer answered by libdatachannel, with a track to send to. */
async function connect(sdp, ssrc) {
  const connection = new PeerConnection('sender', {
    iceServers: [],
    bindAddress: '127.0.0.1',
    disableAutoNegotiation: true,
  });
  const video = new Video(/^a=mid:(\S+)/m.exec(sdp)[1], 'SendOnly');
  video.addH264Codec(payloadType, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
  video.addSSRC(ssrc, 'bench', 'bench', 'video');
  const track = connection.addTrack(video);
  const gathered = new Promise((resolve, reject) => {
    setTimeout(reject, answerTimeoutMs, new Error('No addresses in time.')).unref();
    connection.onGatheringStateChange((state) => state === 'complete' && resolve());
  });
  // Without addresses it waits for the viewer's first check, and does not begin before that has the answer.
  connection.setRemoteDescription(sdp.replaceAll(/^a=candidate:.*\r?\n/gm, ''), 'offer');
  connection.setLocalDescription('answer');
  await gathered;
  return { connection, track };
}

/**
 * Video sent by libdatachannel as its users do: a compressed frame to each viewer's chain of packetizer, sender reports and
 * answers to requests for what got lost.
 */
export class DataChannelSender {
  /** It counts its fragments before it knows of their headers, and what these push out goes into a small one more. */
  morePackets = 1;
  #viewers = [];
  #frames = new Map();

  async answer(sdp) {
    const ssrc = this.#viewers.length + 1;
    const viewer = await connect(sdp, ssrc);
    const config = new RtpPacketizationConfig(ssrc, 'bench', payloadType, clockRate);
    const packetizer = new H264RtpPacketizer('Length', config, payloadBytes);
    packetizer.addToChain(new RtcpSrReporter(config));
    packetizer.addToChain(new RtcpNackResponder());
    viewer.track.setMediaHandler(packetizer);
    this.#viewers.push({ ...viewer, config });
    return viewer.connection.localDescription().sdp;
  }

  sendFrame(packets) {
    if (!this.#frames.has(packets)) this.#frames.set(packets, frameOf(packets));
    const frame = this.#frames.get(packets);
    for (const { track, config } of this.#viewers) {
      config.timestamp = (config.timestamp + 3_000) >>> 0;
      track.sendMessageBinary(frame);
    }
  }

  close() {
    for (const { track, connection } of this.#viewers) {
      track.close();
      connection.close();
    }
  }
}

/** A NAL unit that makes so many packets, with its length before it. */
function frameOf(packets) {
  const fragmentHeaderBytes = 2;
  const unitBytes = 1 + packets * (payloadBytes - fragmentHeaderBytes);
  const frame = Buffer.alloc(4 + unitBytes, 0x5a);
  frame.writeUInt32BE(unitBytes);
  frame[4] = 0x41;
  return frame;
}

/** The least that libdatachannel can do: packets that the user has made, sent as they are. */
export class RawDataChannelSender {
  #viewers = [];
  #packet = Buffer.alloc(rtpHeaderBytes + payloadBytes, 0x5a);
  #sequenceNumber = 0;
  #timestamp = 0;

  async answer(sdp) {
    const ssrc = this.#viewers.length + 1;
    this.#viewers.push({ ...(await connect(sdp, ssrc)), ssrc });
    return this.#viewers.at(-1).connection.localDescription().sdp;
  }

  sendFrame(packets) {
    const packet = this.#packet;
    packet[0] = 0x80;
    packet.writeUInt32BE((this.#timestamp += 3_000) >>> 0, 4);
    for (let at = 1; at <= packets; at += 1) {
      packet[1] = at === packets ? payloadType | 0x80 : payloadType;
      packet.writeUInt16BE((this.#sequenceNumber += 1) & 0xffff, 2);
      for (const { track, ssrc } of this.#viewers) {
        packet.writeUInt32BE(ssrc, 8);
        track.sendMessageBinary(packet);
      }
    }
  }

  close() {
    for (const { track, connection } of this.#viewers) {
      track.close();
      connection.close();
    }
  }
}
