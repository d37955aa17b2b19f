/** Frame durations of an Opus packet by the lower bits of its configuration, in microseconds (RFC 6716, 3.1). */
const SILK_US = [10_000, 20_000, 40_000, 60_000];
const HYBRID_US = [10_000, 20_000];
const CELT_US = [2500, 5000, 10_000, 20_000];

/**
 * Duration of an Opus packet in microseconds, from its table-of-contents byte and the count of its frames.
 *
 * @returns `undefined` for a malformed packet
 */
export function opusDurationUs(packet: Uint8Array): number | undefined {
  const [toc, count = 0] = packet;
  if (toc === undefined) return undefined;
  const configuration = toc >> 3;
  const frameUs =
    configuration < 12
      ? SILK_US[configuration & 3]
      : configuration < 16
        ? HYBRID_US[configuration & 1]
        : CELT_US[configuration & 3];
  // RFC 6716, 3.2: code 3 states the number of frames in the second byte.
  const code = toc & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : count & 63;
  if (code === 3 && packet.length < 2) return undefined;
  return frames === 0 || frameUs === undefined ? undefined : frames * frameUs;
}
