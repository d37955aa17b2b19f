import type { Page } from 'playwright-core';

/** Where in the frame a colour is, in shares of its width and height. */
export interface ColouredArea {
  /** How many pixels have it, more or less. */
  readonly pixels: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Looks for a colour in the video as it is on screen now. What is off by 60 of 255 is the same to a video's codec. */
export function colouredArea(page: Page, colour: readonly [number, number, number]): Promise<ColouredArea> {
  return page.evaluate((wanted) => {
    const video = document.querySelector('video');
    const canvas = document.createElement('canvas');
    const [width, height] = [
      (canvas.width = video?.videoWidth ?? 1),
      (canvas.height = video?.videoHeight ?? 1),
    ];
    const context = canvas.getContext('2d');
    if (video === null || context === null) throw new Error('There is nothing to look at.');
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const area = { pixels: 0, left: 1, top: 1, right: 0, bottom: 0 };
    for (let at = 0; at < data.length; at += 4) {
      if (wanted.some((channel, index) => Math.abs((data[at + index] ?? 0) - channel) > 60)) continue;
      const [x, y] = [((at / 4) % width) / width, Math.floor(at / 4 / width) / height];
      area.pixels++;
      area.left = Math.min(area.left, x);
      area.right = Math.max(area.right, x);
      area.top = Math.min(area.top, y);
      area.bottom = Math.max(area.bottom, y);
    }
    return area;
  }, colour);
}
