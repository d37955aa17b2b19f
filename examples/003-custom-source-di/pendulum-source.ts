import { Injectable } from '@nestjs/common';
import type { FrameSource, FrameInput } from 'nestjs-webgear-rtc';
import { Pendulum } from './pendulum.js';

const width = 640;
const height = 360;
const length = 260;
const bob = 28;

// Blue, green, red: the order of bgr24.
const paper = Uint8Array.of(94, 58, 46);
const ink = Uint8Array.of(120, 190, 250);

/** Draws the pendulum whenever a frame is requested. */
@Injectable()
export class PendulumSource implements FrameSource {
  framesDrawn = 0;

  // One buffer for all frames: its bytes are copied before the next frame is requested.
  private readonly canvas = Buffer.alloc(width * height * 3);

  constructor(private readonly pendulum: Pendulum) {}

  /** Called for the first viewer. A camera would be opened here. */
  start(): void {
    this.framesDrawn = 0;
  }

  /** Called at the rate of the option `framerate`. */
  read(): FrameInput {
    const { angle } = this.pendulum;
    const [x, y] = [width / 2 + length * Math.sin(angle), length * Math.cos(angle)];
    this.canvas.fill(paper);
    for (let step = 0; step <= length; step++) {
      this.drawDisc(width / 2 + ((x - width / 2) * step) / length, (y * step) / length, 2);
    }
    this.drawDisc(x, y, bob);
    this.framesDrawn++;
    return { data: this.canvas, width, height, format: 'bgr24' };
  }

  /** Called some time after the last viewer left, and when the application closes. */
  stop(): void {}

  private drawDisc(x: number, y: number, radius: number): void {
    const [column, row] = [Math.round(x), Math.round(y)];
    for (let dy = Math.max(-radius, -row); dy <= radius && row + dy < height; dy++) {
      const half = Math.floor(Math.sqrt(radius * radius - dy * dy));
      const from = (row + dy) * width + Math.max(0, column - half);
      const to = (row + dy) * width + Math.min(width, column + half + 1);
      if (from < to) this.canvas.fill(ink, from * 3, to * 3);
    }
  }
}
