/** Reads an address in a process of its own, and passes its bytes to this one as they come. */
export interface ByteRelay {
  /**
   * Connects. Call it once.
   *
   * @returns FFmpeg's address of the bytes in this process
   * @throws FfmpegCallError what the call failed with there
   * @throws WebGearRtcError when the process does not start, or ends
   */
  open(): Promise<string>;
  /** Why the bytes have ended; `undefined` after an end that is meant, and while they go on for that time. */
  failureWithin(patienceMs: number): Promise<Error | undefined>;
  /** Ends the process. A second call waits for the first. */
  close(): Promise<void>;
}
