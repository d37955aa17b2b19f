import type { AudioInput, FrameInput, FrameSource } from 'nestjs-webgear-rtc';

const width = 640;
const height = 360;
const frameUs = 1_000_000 / 30;
const sampleRateHz = 48_000;
const audioFrameUs = 20_000;

/** Time from one beat to the next, in microseconds. */
const beatUs = 1_000_000;

/** How long the light of a beat is on, in microseconds. */
const flashUs = 100_000;

/** Four notes, in hertz. */
const notes = [523, 392, 440, 330];

/** A bar that moves to and fro, and a flash and a note each time it turns. All are computed from the same time. */
export class Metronome implements FrameSource {
  private frames = 0;
  private timeUs = 0;
  // One buffer for all frames: its bytes are copied before the next frame is requested.
  private readonly pixels = Buffer.alloc(width * height);

  /** Called for the first viewer. */
  start(): void {
    this.frames = 0;
  }

  /** Called when the previous frame was shown: the capture times set the pace. */
  read(): FrameInput {
    this.timeUs = Math.round(this.frames++ * frameUs);
    const [beat, progress] = beatAt(this.timeUs);
    const x = Math.round((width - 20) * (beat % 2 === 0 ? progress : 1 - progress));
    this.pixels.fill(40);
    if (progress * beatUs < flashUs) this.pixels.fill(235, 0, (height / 2) * width);
    for (let row = height / 2; row < height - 40; row++)
      this.pixels.fill(230, row * width + x, row * width + x + 20);
    return { data: this.pixels, width, height, format: 'gray', captureTimeUs: this.timeUs };
  }

  /** Called when the first viewer listens. It ends with the last one; without listeners no sound is computed. */
  async *audio(): AsyncGenerator<AudioInput> {
    // From the newest frame on. The loop does not wait: the next samples are requested when they are due.
    for (let timeUs = this.timeUs; ; timeUs += audioFrameUs) {
      const samples = new Float32Array((sampleRateHz * audioFrameUs) / 1_000_000);
      for (let index = 0; index < samples.length; index++)
        samples[index] = sampleAt(timeUs + (index * 1_000_000) / sampleRateHz);
      yield { samples, sampleRateHz, channels: 1, captureTimeUs: timeUs };
    }
  }
}

/** Capture times are whole microseconds: a frame that is due at a beat may be a little before it. */
const roundingUs = 2;

function beatAt(timeUs: number): [beat: number, progress: number] {
  const beat = Math.floor((timeUs + roundingUs) / beatUs);
  return [beat, Math.max(0, timeUs / beatUs - beat)];
}

/** A note that begins with its beat and fades. */
function sampleAt(timeUs: number): number {
  const [beat, progress] = beatAt(timeUs);
  const seconds = (progress * beatUs) / 1_000_000;
  const loudness = Math.min(1, seconds / 0.005) * Math.exp(-seconds / 0.12);
  return 0.4 * loudness * Math.sin(2 * Math.PI * (notes[beat % notes.length] ?? 0) * seconds);
}
