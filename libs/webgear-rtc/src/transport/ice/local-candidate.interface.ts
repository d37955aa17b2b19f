/** One way to reach us, as an answer tells it. */
export interface LocalCandidate {
  readonly address: string;
  readonly port: number;
  /** Its form behind `a=candidate:` (RFC 8839, 5.1). */
  readonly sdp: string;
}
