/** Cuts encoded frames of one codec into RTP payloads. */
export interface Payloader {
  /** The payloads of one frame, in sending order. They may share memory with `data`. */
  payload(data: Buffer): Buffer[];
}
