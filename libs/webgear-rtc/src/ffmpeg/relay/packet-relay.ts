import type { FormatContext, Packet } from 'node-av/lib';

/** Reads an input in another process, and delivers its packets to this one. */
export interface PacketRelay {
  /**
   * Connects and probes there. Call it once.
   *
   * @param context gets the streams that were found
   * @throws FfmpegCallError what the call failed with there
   * @throws WebGearRtcError `WGR_PROGRAM_MISSING` when the process cannot be started, `WGR_SOURCE_FAILED` when it ends
   */
  open(context: FormatContext): Promise<void>;
  /**
   * Reads the next packet of any stream, as `FormatContext.readFrame` does. Calls must not overlap.
   *
   * @returns FFmpeg's result
   */
  readFrame(packet: Packet): Promise<number>;
  /** Ends it; a pending call fails. A second call waits for the first. */
  close(): Promise<void>;
}
