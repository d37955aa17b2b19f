type Ratio = readonly [num: number, den: number];

/** What a process needs to know of a stream to decode packets that another has read. Structured-cloneable. */
export interface StreamDescription {
  /** Numeric codec parameters, in an order of its own. */
  readonly parameters: readonly (number | bigint)[];
  /** Time base, pixel shape and frame rates, in an order of its own. */
  readonly ratios: readonly Ratio[];
  /** Pixel shape as the codec states it. */
  readonly pixelShape: Ratio;
  readonly disposition: number;
  readonly startTime: bigint;
  readonly extradata: Uint8Array | null;
  /** Of sound. */
  readonly channelLayout: {
    readonly nbChannels: number;
    readonly order: number;
    readonly mask: bigint;
  } | null;
}

/** A packet outside of FFmpeg's memory. Structured-cloneable. */
export interface RelayedPacket {
  readonly streamIndex: number;
  readonly pts: bigint;
  readonly dts: bigint;
  readonly duration: bigint;
  readonly flags: number;
  readonly data: Uint8Array;
}

/** A {@link PacketRelay} cannot read an input that FFmpeg may be able to read. It has disconnected. */
export class RelayDeclinedError extends Error {
  override readonly name = 'RelayDeclinedError';
}

/** Reads an input without FFmpeg in this process: another process does, or JavaScript. */
export interface PacketRelay {
  /**
   * Connects and probes. Call it once.
   *
   * @returns the streams that were found
   * @throws FfmpegCallError what the call failed with there, or FFmpeg's number for the cause
   * @throws RelayDeclinedError when FFmpeg should try
   * @throws WebGearRtcError `WGR_PROGRAM_MISSING` when the process cannot be started, `WGR_SOURCE_FAILED` when it ends
   */
  open(): Promise<readonly StreamDescription[]>;
  /** The next packet of any stream, or FFmpeg's error number. Calls must not overlap. */
  next(): Promise<RelayedPacket | number>;
  /** Ends it; a pending call fails. A second call waits for the first. */
  close(): Promise<void>;
}
