import type { PacketizedFrame } from '../media/packetized-frame.js';

/** Pictures that were sent, for those who come after them. */
export interface FrameCache {
  push(frame: PacketizedFrame): void;
  /** From the newest key frame on, in order; empty when there is nothing to begin with. */
  sinceKeyFrame(nowUs: number): readonly PacketizedFrame[];
  clear(): void;
}
