import type { GsoBatch } from '../media/packetized-frame.js';
import type { PacketProtector } from './packet-protector.interface.js';
import type { PacketRoute } from './packet-route.interface.js';
import type { PacketStamp } from './packet-stamp.js';
import type { RtpHeaderTemplate } from './rtp-header-template.js';

/** Makes packets of payloads in the memory they are sent from: headers, then encryption. */
export class RtpPacketWriter {
  /** The stamp of the first packet last written. */
  firstStamp = 0;

  /** @param stamp gives each packet a value, where its header has room for one */
  constructor(
    private readonly protector: PacketProtector,
    private readonly route: Pick<PacketRoute, 'reserve'>,
    private readonly stamp?: PacketStamp,
  ) {}

  /** Length of each packet of a batch but the last, which may be shorter. */
  packetBytes(batch: GsoBatch, header: RtpHeaderTemplate): number {
    return header.byteLength + batch.payloadBytes + this.protector.tagBytes;
  }

  /**
   * Makes the packets of one batch.
   *
   * @param firstIndex SRTP index of the first packet; the others follow
   * @param marked whether the last packet ends a frame
   * @param repeatedStamp {@link firstStamp} of the same batch, which the network refused: another value under the same index
   *   would be another packet under the same key stream (RFC 7714, 9.1)
   * @param probeId the probe that the packets belong to
   * @returns the packets, until the next call
   */
  write(
    batch: GsoBatch,
    header: RtpHeaderTemplate,
    firstIndex: number,
    rtpTimestamp: number,
    marked: boolean,
    nowUs: number,
    repeatedStamp?: number,
    probeId?: number,
  ): Buffer {
    const { route, protector } = this;
    const stamp = header.stampBytes === 0 ? undefined : this.stamp;
    const count = batch.payloads.length;
    const overheadBytes = header.byteLength + protector.tagBytes;
    const packetBytes = this.packetBytes(batch, header);
    const totalBytes = batch.bytes.length + count * overheadBytes;
    const packets = route.reserve(totalBytes);
    if (stamp !== undefined) {
      this.firstStamp =
        repeatedStamp ?? stamp.next(nowUs, { packets: count, packetBytes, byteLength: totalBytes, probeId });
    }
    const step = stamp?.step ?? 0;
    let value = this.firstStamp;
    for (let at = 0; at < count; at++, value += step) {
      const marker = marked && at === count - 1;
      header.stamp(packets, at * packetBytes, (firstIndex + at) & 0xffff, rtpTimestamp, marker, value);
    }
    protector.protect(packets, header.byteLength, batch, firstIndex);
    return packets;
  }
}
