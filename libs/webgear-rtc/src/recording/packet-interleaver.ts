import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame } from '../media/encoded-frame.js';

/** One frame or one packet of sound, as it is sent to viewers. */
export type RecordedPacket = EncodedFrame | EncodedAudioFrame;

/** Tells a frame of the video from a packet of the sound. */
export function isVideo(packet: RecordedPacket): packet is EncodedFrame {
  return 'keyFrame' in packet;
}

/** Whether decoding can begin at this packet. */
export function isKeyFrame(packet: RecordedPacket | undefined): packet is EncodedFrame {
  return packet !== undefined && isVideo(packet) && packet.keyFrame;
}

/**
 * Sound is encoded in packets of 20 ms and waits for what is due before it, so it comes after the frames of its time. A file
 * that is cut between the two would have lost its last sound.
 */
const HOLD_US = 250_000;

/** Brings frames and sound, each in its own order, into the order of their capture times. */
export class PacketInterleaver {
  private readonly waiting: RecordedPacket[] = [];
  private newestUs = -Infinity;
  private hasSound = false;

  constructor(private readonly onPacket: (packet: RecordedPacket) => void) {}

  /** Takes a packet; those whose turn it is are handed over at once. Without sound that is each frame when it comes. */
  push(packet: RecordedPacket): void {
    this.hasSound ||= !isVideo(packet);
    this.newestUs = Math.max(this.newestUs, packet.captureTimeUs);
    let index = this.waiting.length;
    while (index > 0 && isBefore(packet, this.waiting[index - 1])) index--;
    this.waiting.splice(index, 0, packet);
    this.release(this.hasSound ? this.newestUs - HOLD_US : Infinity);
  }

  /** Hands over what still waits. */
  flush(): void {
    this.release(Infinity);
  }

  private release(untilUs: number): void {
    let count = 0;
    while (count < this.waiting.length && (this.waiting[count]?.captureTimeUs ?? 0) <= untilUs) count++;
    for (const packet of this.waiting.splice(0, count)) this.onPacket(packet);
  }
}

/** Of the same time the frame is first: a file that begins with it has its sound. */
function isBefore(packet: RecordedPacket, other: RecordedPacket | undefined): boolean {
  if (other === undefined) return false;
  if (packet.captureTimeUs !== other.captureTimeUs) return packet.captureTimeUs < other.captureTimeUs;
  return isVideo(packet) && !isVideo(other);
}
