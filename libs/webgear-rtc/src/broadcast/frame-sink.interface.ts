import type { PacketizedFrame } from '../media/packetized-frame.js';

/** One receiver of the broadcast. */
export interface FrameSink {
  /** Takes one picture without waiting; `false` when it could not, which starts the next picture at a key frame. */
  sendFrame(frame: PacketizedFrame): boolean;
}
