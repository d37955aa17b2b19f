/** A frame put together out of its RTP payloads. */
export interface DepayloadedFrame {
  /** Whether decoding can start here. */
  readonly keyFrame: boolean;
  /** The form that `EncodedFrame.data` has. */
  readonly data: Buffer;
}

/** Puts frames of one stream together out of RTP payloads. */
export interface Depayloader {
  /**
   * The frame of these payloads, which are complete and in order; `undefined` where they are none, or hold nothing to decode. Its
   * memory is not that of the payloads.
   */
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined;
}

/** Start code of Annex B, in the form that may stand anywhere (H.264, B.1.1). */
export const startCode = Buffer.from([0, 0, 0, 1]);
