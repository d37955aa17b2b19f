/** Which of the two colour planes comes first below the luma. */
export type ColourOrder = 'blue-first' | 'red-first';

/**
 * Turns a frame into 4:2:0 planes one below the other, shown in gray: luma, then the colours in half the width and
 * height, two of their rows side by side. Limited range, and the colour of each upper left of four pixels, as OpenCV.
 *
 * @param samples blue, green and red of an even width and height, with room for half as many rows again
 */
export function stackPlanes(
  samples: Uint8ClampedArray,
  width: number,
  height: number,
  order: ColourOrder,
): void {
  const pixels = samples.slice(0, width * height * 3);
  const quarter = (width * height) / 4;
  const blueStart = width * height + (order === 'blue-first' ? 0 : quarter);
  const redStart = width * height + (order === 'blue-first' ? quarter : 0);
  let colour = 0;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const blue = pixels[3 * pixel] as number;
    const green = pixels[3 * pixel + 1] as number;
    const red = pixels[3 * pixel + 2] as number;
    writeGray(samples, pixel, 16 + 0.257 * red + 0.504 * green + 0.098 * blue);
    const column = pixel % width;
    if (column % 2 !== 0 || ((pixel - column) / width) % 2 !== 0) continue;
    writeGray(samples, blueStart + colour, 128 - 0.148 * red - 0.291 * green + 0.439 * blue);
    writeGray(samples, redStart + colour, 128 + 0.439 * red - 0.368 * green - 0.071 * blue);
    colour++;
  }
}

function writeGray(samples: Uint8ClampedArray, pixel: number, value: number): void {
  // Past the end lies what an odd number of rows would need: it is left out.
  samples[3 * pixel] = value;
  samples[3 * pixel + 1] = value;
  samples[3 * pixel + 2] = value;
}
