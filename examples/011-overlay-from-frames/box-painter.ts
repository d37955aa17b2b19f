import { Injectable } from '@nestjs/common';
import type { TransformFrame } from 'nestjs-webgear-rtc';
import type { Box } from './moving-light.js';

const THICKNESS = 3;
const MARGIN = 8;
const colour = Uint8Array.of(80, 255, 120, 255);

/** Paints the newest box into each picture. It waits for nothing: a picture gets the box that is known. */
@Injectable()
export class BoxPainter {
  box: Box | undefined;

  readonly transform = (picture: TransformFrame): TransformFrame => {
    const { width, height } = picture;
    const { box } = this;
    if (box !== undefined) {
      const left = Math.max(0, Math.round(box.left * width) - MARGIN);
      const top = Math.max(0, Math.round(box.top * height) - MARGIN);
      const right = Math.min(width, Math.round((box.left + box.width) * width) + MARGIN);
      const bottom = Math.min(height, Math.round((box.top + box.height) * height) + MARGIN);
      fill(picture, left, top, right, top + THICKNESS);
      fill(picture, left, bottom - THICKNESS, right, bottom);
      fill(picture, left, top, left + THICKNESS, bottom);
      fill(picture, right - THICKNESS, top, right, bottom);
    }
    return picture;
  };
}

function fill(picture: TransformFrame, left: number, top: number, right: number, bottom: number): void {
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      picture.data.set(colour, (row * picture.width + column) * 4);
    }
  }
}
