import type { FrameSource, FrameInput } from 'nestjs-webgear-rtc';

const width = 640;
const height = 360;

// Blue, green, red: the order of bgr24.
const night = Uint8Array.of(46, 32, 26);
const lit = Uint8Array.of(150, 220, 255);

/** A simulated camera: a yard at night with a lit window and a moving lamp. */
export class NightYard implements FrameSource {
  private readonly canvas = Buffer.alloc(width * height * 3);

  read(): FrameInput {
    this.canvas.fill(night);
    for (let row = 60; row < 110; row++) this.fillRow(row, 500, 560);
    const turn = (performance.now() / 12_000) * 2 * Math.PI;
    const [x, y] = [Math.round(300 + 210 * Math.cos(turn)), Math.round(200 + 100 * Math.sin(turn))];
    for (let dy = -14; dy <= 14; dy++) {
      const half = Math.floor(Math.sqrt(14.5 ** 2 - dy * dy));
      this.fillRow(y + dy, x - half, x + half + 1);
    }
    return { data: this.canvas, width, height, format: 'bgr24' };
  }

  stop(): void {}

  private fillRow(row: number, from: number, to: number): void {
    this.canvas.fill(lit, (row * width + from) * 3, (row * width + to) * 3);
  }
}
