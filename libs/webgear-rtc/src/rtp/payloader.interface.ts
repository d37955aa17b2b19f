/** Cuts compressed pictures of one codec into RTP payloads. */
export interface Payloader {
  /** The payloads of one picture, in sending order. They may share memory with `data`. */
  payload(data: Buffer): Buffer[];
}
