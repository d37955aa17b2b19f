import { Injectable } from '@nestjs/common';
import type { FrameInput, FrameSource } from 'nestjs-webgear-rtc';
import { findLight } from './detector.js';

const width = 640;
const height = 360;

// Blue, green, red: the order of bgr24.
const night = Uint8Array.of(46, 32, 26);
const lit = Uint8Array.of(150, 220, 255);

/** A simulated camera on a motor: a lamp goes around in front of it. Each frame tells what a detector finds in it. */
@Injectable()
export class SimulatedCamera implements FrameSource {
  /** How fast the camera turns, -1 to 1; positive to the right. */
  pan = 0;
  /** Where it looks, in pixels. */
  position = 0;

  private readonly pixels = Buffer.alloc(width * height * 3);

  read(): FrameInput {
    this.position += this.pan * 8;
    this.pixels.fill(night);
    const turn = (performance.now() / 8000) * 2 * Math.PI;
    this.drawLamp(320 + 200 * Math.cos(turn) - this.position, 180 + 100 * Math.sin(turn));
    const light = findLight(this.pixels, width, height);
    const boxes = light === undefined ? [] : [{ ...light, label: 'lamp', score: 0.97 }];
    // Shown by players together with this frame.
    const metadata = { boxes, position: Math.round(this.position) };
    return { data: this.pixels, width, height, format: 'bgr24', metadata };
  }

  stop(): void {}

  private drawLamp(x: number, y: number): void {
    for (let dy = -14; dy <= 14; dy++) {
      const half = Math.floor(Math.sqrt(14.5 ** 2 - dy * dy));
      const from = Math.max(0, Math.round(x - half));
      const to = Math.min(width, Math.round(x + half + 1));
      const row = Math.round(y + dy);
      if (from < to) this.pixels.fill(lit, (row * width + from) * 3, (row * width + to) * 3);
    }
  }
}
