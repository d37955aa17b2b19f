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
