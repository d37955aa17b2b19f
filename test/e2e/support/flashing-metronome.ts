import type { AudioInput, FrameInput, FrameSource } from 'nestjs-webgear-rtc';

const width = 640;
const height = 360;
const frameUs = 1_000_000 / 30;
const sampleRateHz = 48_000;
const soundUs = 20_000;
const flashUs = 100_000;

/** A custom source whose frames flash and whose sound beeps in the first 100 ms of each second of their common time. */
export class FlashingMetronome implements FrameSource {
  private frames = 0;
  private timeUs = 0;
  private readonly pixels = Buffer.alloc(width * height);

  start(): void {
    this.frames = 0;
  }

  read(): FrameInput {
    this.timeUs = Math.round(this.frames++ * frameUs);
    // The 30th frame of a second begins a few microseconds before the next.
    this.pixels.fill((this.timeUs + 1000) % 1_000_000 < flashUs ? 235 : 16);
    // Something that moves, so that frames differ.
    this.pixels.fill(120, (height - 20) * width, (height - 20) * width + (this.frames % width));
    return { data: this.pixels, width, height, format: 'gray', captureTimeUs: this.timeUs };
  }

  async *audio(): AsyncGenerator<AudioInput> {
    for (let timeUs = this.timeUs; ; timeUs += soundUs) {
      const samples = Int16Array.from({ length: (sampleRateHz * soundUs) / 1_000_000 }, (_, index) => {
        const atUs = timeUs + (index * 1_000_000) / sampleRateHz;
        return atUs % 1_000_000 < flashUs ? 16_000 * Math.sin((2 * Math.PI * atUs) / 1000) : 0;
      });
      yield { samples, sampleRateHz, channels: 1, captureTimeUs: timeUs };
    }
  }
}
