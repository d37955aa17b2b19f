import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useH264 } from 'werift';
import { payloadBytes } from './workload.mjs';

const payload = Buffer.alloc(payloadBytes, 0x5a);

/** Video sent by werift as its users do: packets made up once, and given to the sender of each connection. */
export class WeriftSender {
  #connections = [];
  #senders = [];
  #sequenceNumber = 0;
  #timestamp = 0;

  async answer(sdp) {
    const connection = new RTCPeerConnection({
      // It answers sooner, and asks no server on the Internet for its address.
      iceLite: true,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      codecs: { video: [useH264({ payloadType: 97 })] },
    });
    this.#connections.push(connection);
    this.#senders.push(connection.addTrack(new MediaStreamTrack({ kind: 'video' })));
    await connection.setRemoteDescription({ type: 'offer', sdp });
    await connection.setLocalDescription(await connection.createAnswer());
    return connection.localDescription.sdp;
  }

  /** Sends one frame of so many packets to each, and waits until they are sent. */
  async sendFrame(packets) {
    this.#timestamp += 3_000;
    for (let at = 1; at <= packets; at += 1) {
      const packet = new RtpPacket(
        new RtpHeader({
          payloadType: 97,
          sequenceNumber: (this.#sequenceNumber += 1) & 0xffff,
          timestamp: this.#timestamp >>> 0,
          marker: at === packets,
        }),
        payload,
      );
      await Promise.all(this.#senders.map((sender) => sender.sendRtp(packet)));
    }
  }

  async close() {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}
