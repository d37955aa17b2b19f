import type { AudioFormat, AudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { ByteReader } from '../child-process/byte-reader.js';
import { LiveTimeline } from '../playback/live-timeline.js';

/** How programs are made to write sound: raw samples have no header, so both sides must know it. */
export const pcmFormat: AudioFormat = { sampleRateHz: 48_000, channels: 2 };

const FRAMES_PER_SECOND = 50;

/** Duration of a frame in microseconds. */
export const pcmFrameUs = 1_000_000 / FRAMES_PER_SECOND;

/** Length of a frame in bytes. */
export const pcmFrameBytes =
  (pcmFormat.sampleRateHz / FRAMES_PER_SECOND) * pcmFormat.channels * Float32Array.BYTES_PER_ELEMENT;

/**
 * Sound that a program writes as interleaved 32-bit floats.
 *
 * The timestamps of the program are lost in a pipe of raw samples: they are counted instead, and the count follows their
 * arrival, so that the deviation of the program's clock does not add up. The pipe holds a third of a second at most.
 */
export async function* pcmFrames(
  reader: ByteReader,
  clock: CaptureClock,
  live: boolean,
): AsyncGenerator<AudioFrame> {
  const timeline = new LiveTimeline();
  for (let number = 0; ; number++) {
    const bytes = await reader.read(pcmFrameBytes);
    if (bytes === undefined) return;
    const mediaUs = number * pcmFrameUs;
    // A frame arrives when its last sample was captured.
    const captureTimeUs = live ? timeline.captureTimeUs(mediaUs, clock.nowUs()) - pcmFrameUs : mediaUs;
    yield pcmFrame(bytes, captureTimeUs);
  }
}

/** The frame of these bytes. */
export function pcmFrame({ buffer, byteOffset, byteLength }: Buffer, captureTimeUs: number): AudioFrame {
  // Copied: the floats must be aligned.
  const samples = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  return { ...pcmFormat, samples, captureTimeUs };
}
