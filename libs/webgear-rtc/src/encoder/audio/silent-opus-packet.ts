/**
 * TOC bytes of CELT full band (RFC 6716, 3.1) by the duration of one packet in microseconds: its configuration, and how many
 * frames of 20 ms it is made of.
 */
const SHAPES = [
  { durationUs: 2_500, configuration: 28, frames: 1 },
  { durationUs: 5_000, configuration: 29, frames: 1 },
  { durationUs: 10_000, configuration: 30, frames: 1 },
  { durationUs: 20_000, configuration: 31, frames: 1 },
  { durationUs: 40_000, configuration: 31, frames: 2 },
  { durationUs: 60_000, configuration: 31, frames: 3 },
] as const;

/** A CELT frame that begins with the silence flag (RFC 6716, 4.3). */
const SILENT_FRAME = [0xff, 0xfe] as const;

/** Code 3 of the TOC with two bits of its frame count byte: as many frames of one length follow (RFC 6716, 3.2.5). */
const CONSTANT_LENGTH_FRAMES = 3;

const packets = new Map<number, Buffer>();

/**
 * An Opus packet of silence, which is valid without any encoder.
 *
 * @param durationUs 2,500 to 60,000; the nearest that Opus has is taken
 */
export function silentOpusPacket(channels: number, durationUs: number): Buffer {
  let shape: (typeof SHAPES)[number] = SHAPES[0];
  for (const candidate of SHAPES) {
    if (Math.abs(candidate.durationUs - durationUs) < Math.abs(shape.durationUs - durationUs))
      shape = candidate;
  }
  const key = shape.durationUs * 2 + (channels === 2 ? 1 : 0);
  let packet = packets.get(key);
  if (packet === undefined) {
    const { configuration, frames } = shape;
    const toc = (configuration << 3) | (channels === 2 ? 4 : 0);
    const head = frames === 1 ? [toc] : [toc | CONSTANT_LENGTH_FRAMES, frames];
    packet = Buffer.from([...head, ...Array.from({ length: frames }, () => SILENT_FRAME).flat()]);
    packets.set(key, packet);
  }
  return packet;
}
