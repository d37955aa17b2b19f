import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { MediaCodec } from '../media/rendition-key.js';

/** Length of the header in front of the bytes of a frame. */
export const HEADER_BYTES = 32;

const VERSION = 1;
const KEY_FRAME = 1;
const CATCH_UP = 2;

/** The place in this list is the number in the header: it only grows. */
const codecNumbers: readonly MediaCodec[] = ['h264', 'vp8', 'vp9', 'av1', 'h265', 'opus', 'pcmu', 'pcma'];

/** More bytes than that in one frame are no frame: a 4K key frame has about 1.5 MB. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** What stands in front of each part of a frame. */
export interface FrameHeader {
  readonly codec: MediaCodec;
  readonly keyFrame: boolean;
  /** See `PacketizedFrame.catchUp`. */
  readonly catchUp: boolean;
  /** Of the frames of one rendition, modulo 2^32. */
  readonly sequence: number;
  /** On the clock of the origin, in microseconds. */
  readonly captureTimeUs: number;
  readonly rtpTimestamp: number;
  /** In pixels; 0 for sound. */
  readonly width: number;
  /** In pixels; 0 for sound. */
  readonly height: number;
  /** See `PacketizedFrame.h264Profile`. */
  readonly h264Profile: string | undefined;
  /** Of the origin: see `Heartbeat.epoch`. */
  readonly epoch: number;
  /** Which part of the frame follows, from 0. */
  readonly part: number;
  /** How many parts the frame has. */
  readonly parts: number;
}

/** A frame to be sent. */
export type OutgoingFrame = Omit<FrameHeader, 'part' | 'parts' | 'codec' | 'width' | 'height'> & {
  readonly encoded: EncodedFrame | EncodedAudioFrame;
};

/**
 * Messages that carry a frame: one, or several in order where it is longer than a message may be.
 *
 * | bytes | |
 * |---|---|
 * | 0 to 3 | version, flags, codec, 0 |
 * | 4 | sequence number |
 * | 8 | capture time |
 * | 16 | RTP timestamp |
 * | 20, 22 | width, height |
 * | 24, 25 | part, number of parts |
 * | 26 | first four hex digits of the H.264 profile-level-id, or 0 |
 * | 28 | epoch |
 *
 * @param maxBytes length of a message
 */
export function writeFrame(frame: OutgoingFrame, maxBytes: number): Buffer[] {
  const { encoded } = frame;
  const { data } = encoded;
  const partBytes = maxBytes - HEADER_BYTES;
  const parts = Math.max(1, Math.ceil(data.length / partBytes));
  if (parts > 255) return [];
  const messages: Buffer[] = [];
  for (let part = 0; part < parts; part++) {
    const bytes = data.subarray(part * partBytes, (part + 1) * partBytes);
    const message = Buffer.allocUnsafe(HEADER_BYTES + bytes.length);
    message[0] = VERSION;
    message[1] = (frame.keyFrame ? KEY_FRAME : 0) | (frame.catchUp ? CATCH_UP : 0);
    message[2] = codecNumbers.indexOf(encoded.codec);
    message[3] = 0;
    message.writeUInt32BE(frame.sequence, 4);
    message.writeBigUInt64BE(BigInt(Math.max(0, Math.round(frame.captureTimeUs))), 8);
    message.writeUInt32BE(frame.rtpTimestamp, 16);
    message.writeUInt16BE('width' in encoded ? encoded.width & 0xffff : 0, 20);
    message.writeUInt16BE('height' in encoded ? encoded.height & 0xffff : 0, 22);
    message[24] = part;
    message[25] = parts;
    message.writeUInt16BE(Number.parseInt(frame.h264Profile ?? '0', 16) & 0xffff, 26);
    message.writeUInt32BE(frame.epoch, 28);
    message.set(bytes, HEADER_BYTES);
    messages.push(message);
  }
  return messages;
}

/** The header of a message; `undefined` for what is none. */
export function readHeader(data: Uint8Array): FrameHeader | undefined {
  if (data.length <= HEADER_BYTES || data[0] !== VERSION) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, HEADER_BYTES);
  const codec = codecNumbers[bytes.readUInt8(2)];
  const [part, parts] = [bytes.readUInt8(24), bytes.readUInt8(25)];
  const captureTimeUs = Number(bytes.readBigUInt64BE(8));
  if (codec === undefined || part >= parts || !Number.isSafeInteger(captureTimeUs)) return undefined;
  const flags = bytes.readUInt8(1);
  const profile = bytes.readUInt16BE(26);
  return {
    codec,
    keyFrame: (flags & KEY_FRAME) !== 0,
    catchUp: (flags & CATCH_UP) !== 0,
    sequence: bytes.readUInt32BE(4),
    captureTimeUs,
    rtpTimestamp: bytes.readUInt32BE(16),
    width: bytes.readUInt16BE(20),
    height: bytes.readUInt16BE(22),
    h264Profile: profile === 0 ? undefined : profile.toString(16).padStart(4, '0'),
    epoch: bytes.readUInt32BE(28),
    part,
    parts,
  };
}
