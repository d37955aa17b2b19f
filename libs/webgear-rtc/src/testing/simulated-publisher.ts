import { randomBytes } from 'node:crypto';
import { codecs } from '../codecs/codecs.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { DtlsSrtpKeys } from '../transport/dtls/srtp-keys.js';
import { createProtector } from '../transport/srtp/create-protector.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import {
  masterKeyBytes,
  masterSaltBytes,
  SrtpProfile,
  type SrtpMasterKey,
} from '../transport/srtp/srtp-profile.js';
import { protectPacket } from './protect-packet.js';

/** Payload types and SSRCs of what is sent, and the id of the transport-wide numbers. */
export const published = {
  video: { payloadType: 96, ssrc: 0x1111 },
  rtx: { payloadType: 97, ssrc: 0x2222 },
  audio: { payloadType: 111, ssrc: 0x3333 },
  transportSequenceId: 3,
} as const;

/** A packet before it is protected. */
export interface PublishedPacket {
  readonly track: 'video' | 'rtx' | 'audio';
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** The far end of a `ReceiveSession` in a test: it makes SRTP packets, and reads our RTCP. */
export class SimulatedPublisher {
  /** What the session under test is given. */
  readonly keys: DtlsSrtpKeys;
  private readonly protector;
  private readonly rtcp: SrtcpChannel;
  private readonly payloader;
  private readonly next = { video: 100, rtx: 200, audio: 300 };
  private transportSequence = 0;

  constructor(codec: VideoCodec = 'h264', profile: SrtpProfile = SrtpProfile.AeadAes128Gcm) {
    const newKey = (): SrtpMasterKey => ({
      key: randomBytes(masterKeyBytes),
      salt: randomBytes(masterSaltBytes(profile)),
    });
    const [ours, theirs] = [newKey(), newKey()];
    this.keys = { profile, local: theirs, remote: ours };
    this.protector = createProtector(profile, ours);
    this.rtcp = new SrtcpChannel(profile, ours, theirs);
    this.payloader = codecs[codec].createPayloader();
  }

  /** The packets of a frame, numbered on. */
  cut(data: Buffer, timestamp: number): PublishedPacket[] {
    const payloads = this.payloader.payload(data);
    return payloads.map((payload, index) => ({
      track: 'video',
      sequenceNumber: this.next.video++,
      timestamp,
      marker: index === payloads.length - 1,
      payload,
    }));
  }

  /** A packet of sound, numbered on. */
  sound(payload: Buffer, timestamp: number): PublishedPacket {
    return { track: 'audio', sequenceNumber: this.next.audio++, timestamp, marker: false, payload };
  }

  /** A packet of the video again, in the stream of retransmissions (RFC 4588, 4). */
  again({ sequenceNumber, timestamp, marker, payload }: PublishedPacket): PublishedPacket {
    const original = Buffer.alloc(2);
    original.writeUInt16BE(sequenceNumber & 0xffff);
    const number = this.next.rtx++;
    return {
      track: 'rtx',
      sequenceNumber: number,
      timestamp,
      marker,
      payload: Buffer.concat([original, payload]),
    };
  }

  /** SRTP. Sequence numbers go on beyond 16 bits. */
  protect({ track, sequenceNumber, timestamp, marker, payload }: PublishedPacket): Buffer {
    const header = Buffer.alloc(20);
    header[0] = 0x90;
    header[1] = (marker ? 0x80 : 0) | published[track].payloadType;
    header.writeUInt16BE(sequenceNumber & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(published[track].ssrc, 8);
    header.writeUInt32BE(0xbede0001, 12);
    header[16] = (published.transportSequenceId << 4) | 1;
    header.writeUInt16BE(this.transportSequence++ & 0xffff, 17);
    return protectPacket(this.protector, header, payload, sequenceNumber);
  }

  /** SRTCP of a compound packet. */
  protectRtcp(compound: Buffer): Buffer {
    return this.rtcp.protect(compound);
  }

  /** The packets in an SRTCP datagram of the session, each with its header. */
  read(datagram: Buffer): Buffer[] {
    const compound = this.rtcp.unprotect(datagram) ?? Buffer.alloc(0);
    const packets: Buffer[] = [];
    for (let at = 0; at + 4 <= compound.length;) {
      const end = at + 4 * (compound.readUInt16BE(at + 2) + 1);
      packets.push(compound.subarray(at, end));
      at = end;
    }
    return packets;
  }
}
