/** A header extension whose value is another in each packet: when the packet left, or a number for that. */
export interface PacketStamp {
  /** Id it was negotiated under, 1 to 14. */
  readonly id: number;
  /** Length of the value, in bytes. */
  readonly byteLength: 2 | 3;
  /** From the value of one packet to that of the next in a batch that leaves at once. */
  readonly step: 0 | 1;
  /**
   * The value of the first packet of the next batch. Called once for each batch, in sending order; packets that the network
   * refused keep their values.
   *
   * @param nowUs when they leave
   */
  next(nowUs: number, batch: StampedBatch): number;
}

/** Packets that leave at once. */
export interface StampedBatch {
  readonly packets: number;
  /** Length of each but the last, header and tag included. */
  readonly packetBytes: number;
  /** All of them. */
  readonly byteLength: number;
  /** The probe that they belong to, if any. */
  readonly probeId?: number | undefined;
}

/** The transport-wide sequence number: one counter for all SSRCs of a peer, which reports when each number arrived. */
export function transportSequenceStamp(id: number, sequence: Pick<PacketStamp, 'next'>): PacketStamp {
  return {
    id,
    byteLength: 2,
    step: 1,
    next: (nowUs, batch) => sequence.next(nowUs, batch),
  };
}

/** abs-send-time: seconds in 6.18 bits of fixed point, from which the receiver makes an estimate of its own (REMB). */
export function absoluteSendTimeStamp(id: number): PacketStamp {
  return {
    id,
    byteLength: 3,
    step: 0,
    next: (nowUs) => Math.floor(((nowUs % 64_000_000) * 2 ** 18) / 1_000_000),
  };
}
