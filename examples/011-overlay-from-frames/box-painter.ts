import { Injectable } from '@nestjs/common';
import type { TransformFrame } from 'nestjs-webgear-rtc';
import type { Box } from './moving-light.js';

const THICKNESS = 3;
const MARGIN = 8;
const colour = Uint8Array.of(80, 255, 120, 255);

/** Draws the latest box into each frame, without waiting for the detector. */
@Injectable()
export class BoxPainter {
  box: Box | undefined;

  readonly transform = (frame: TransformFrame): TransformFrame => {
    const { width, height } = frame;
    const { box } = this;
    if (box !== undefined) {
      const left = Math.max(0, Math.round(box.left * width) - MARGIN);
      const top = Math.max(0, Math.round(box.top * height) - MARGIN);
      const right = Math.min(width, Math.round((box.left + box.width) * width) + MARGIN);
      const bottom = Math.min(height, Math.round((box.top + box.height) * height) + MARGIN);
      fill(frame, left, top, right, top + THICKNESS);
      fill(frame, left, bottom - THICKNESS, right, bottom);
      fill(frame, left, top, left + THICKNESS, bottom);
      fill(frame, right - THICKNESS, top, right, bottom);
    }
    return frame;
  };
}

function fill(frame: TransformFrame, left: number, top: number, right: number, bottom: number): void {
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      frame.data.set(colour, (row * frame.width + column) * 4);
    }
  }
}
