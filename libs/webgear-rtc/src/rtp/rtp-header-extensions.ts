import type { NtpTime } from './rtp-clock.js';

/** Header extensions we send, by the URI that negotiates them. */
export const HeaderExtensionUri = {
  /** RFC 9143: which media section a packet belongs to. A sender that bundles must implement it (RFC 8834, 4.5). */
  Mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  /** libwebrtc's playout-delay: bounds of the receiver's play-out delay. */
  PlayoutDelay: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  /** Transport-wide sequence number: one counter for all packets of a transport (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
  TransportSequence: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  /** libwebrtc's abs-send-time: when the packet left. */
  AbsoluteSendTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  /** libwebrtc's abs-capture-time: when the frame was captured, by a clock that others share. */
  AbsoluteCaptureTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
} as const;

/** One extension with the id it was negotiated under. */
export interface HeaderExtension {
  /** 1 to 14 for the one-byte form. */
  readonly id: number;
  /** 1 to 16 bytes. */
  readonly data: Buffer;
}

/** The extension block of an RTP header in the one-byte form (RFC 8285, 4.2); empty when there is nothing to say. */
export function encodeHeaderExtensions(extensions: readonly HeaderExtension[]): Buffer {
  const usable = extensions.filter(
    ({ id, data }) => id >= 1 && id <= 14 && data.length >= 1 && data.length <= 16,
  );
  if (usable.length === 0) return Buffer.alloc(0);
  const bodyBytes = usable.reduce((sum, { data }) => sum + 1 + data.length, 0);
  const words = Math.ceil(bodyBytes / 4);
  const block = Buffer.alloc(4 + 4 * words);
  block.writeUInt16BE(0xbede, 0);
  block.writeUInt16BE(words, 2);
  let offset = 4;
  for (const { id, data } of usable) {
    block[offset] = (id << 4) | (data.length - 1);
    data.copy(block, offset + 1);
    offset += 1 + data.length;
  }
  return block;
}

/**
 * The value of abs-capture-time: the time as NTP writes it, and the offset of our clock to the
 * capturing one. They are the same; a receiver ignores the time where the offset is missing.
 */
export function absoluteCaptureTime({ seconds, fraction }: NtpTime): Buffer {
  const value = Buffer.alloc(16);
  value.writeUInt32BE(seconds, 0);
  value.writeUInt32BE(fraction, 4);
  return value;
}

/** The value of playout-delay: two 12-bit fields in units of 10 ms. */
export function playoutDelay(minMs: number, maxMs: number): Buffer {
  const value = (Math.round(minMs / 10) << 12) | Math.round(maxMs / 10);
  return Buffer.from([(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]);
}
