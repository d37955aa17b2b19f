/** A request of a viewer to send a stream no faster than it says (TMMBR; RFC 5104, 4.2.1). */
export interface BitrateLimit {
  /** Of the viewer. */
  readonly requesterSsrc: number;
  /** Of the stream. */
  readonly ssrc: number;
  readonly bitrateBps: number;
  /** Bit rate and overhead as they were written, for the notification. */
  readonly tuple: number;
}

/** The most that is taken for a bit rate, in bits per second: the fields can say far more than any number holds. */
const maxBitrateBps = 2 ** 40;

/**
 * The bit rate of a REMB message (draft-alvestrand-rmcat-remb-03, 2.2); `undefined` for another application message.
 *
 * @param body what follows the first four bytes of the packet
 */
export function parseReceiverEstimate(body: Buffer): number | undefined {
  if (body.length < 16 || body.toString('latin1', 8, 12) !== 'REMB') return undefined;
  const exponent = body.readUInt8(13) >> 2;
  const mantissa = body.readUIntBE(13, 3) & 0x3ffff;
  return Math.min(mantissa * 2 ** exponent, maxBitrateBps);
}

/** The first entry of a TMMBR packet. */
export function parseBitrateLimit(body: Buffer): BitrateLimit | undefined {
  if (body.length < 16) return undefined;
  const tuple = body.readUInt32BE(12);
  return {
    requesterSsrc: body.readUInt32BE(0),
    ssrc: body.readUInt32BE(8),
    bitrateBps: Math.min(((tuple >>> 9) & 0x1ffff) * 2 ** (tuple >>> 26), maxBitrateBps),
    tuple,
  };
}

/** Confirms a limit (TMMBN; RFC 5104, 4.2.2); without it the viewer would ask again and again. */
export function encodeBitrateNotification({ requesterSsrc, ssrc, tuple }: BitrateLimit): Buffer {
  const packet = Buffer.from([0x84, 205, 0, 4, ...Array<number>(16).fill(0)]);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(requesterSsrc, 12);
  packet.writeUInt32BE(tuple, 16);
  return packet;
}
