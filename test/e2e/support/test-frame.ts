/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A spot of the frame, as shares of its width and height, and the colour it has. */
export interface ColouredSpot {
  readonly x: number;
  readonly y: number;
  readonly colour: Rgb;
}

/** The four corners of the frame, each a flat field of one colour that 4:2:0 and H.264 keep well. */
export const cornerSpots: readonly ColouredSpot[] = [
  { x: 0.25, y: 0.2, colour: [200, 40, 50] },
  { x: 0.75, y: 0.2, colour: [40, 160, 70] },
  { x: 0.25, y: 0.8, colour: [50, 70, 200] },
  { x: 0.75, y: 0.8, colour: [225, 200, 60] },
];

/** Bits of the frame number drawn across the middle, most significant first: white is 1, black is 0. */
export const numberBits = 12;

/** Height of the band of the frame number, as shares of the frame's. */
export const numberBand = { top: 0.4, bottom: 0.6 };

/**
 * Draws one frame as yuv420p (BT.709, limited range): the four corners, and its number across the middle. A viewer
 * that reads the number back knows which frame it sees, so speed and order are measured and not guessed.
 */
export function drawTestFrame(width: number, height: number, frameNumber: number): Buffer {
  const luma = emptyPlane(width, height);
  const blue = emptyPlane(width / 2, height / 2);
  const red = emptyPlane(width / 2, height / 2);
  for (const field of [...cornerFields, ...numberFields(frameNumber)]) {
    const [y, cb, cr] = toYCbCr(field.colour);
    fill(luma, field, y);
    fill(blue, field, cb);
    fill(red, field, cr);
  }
  return Buffer.concat([luma.samples, blue.samples, red.samples]);
}

/** The same frame as `bgr24`, the order of OpenCV. */
export function drawBgrTestFrame(width: number, height: number, frameNumber: number): Buffer {
  const samples = Buffer.alloc(width * height * 3);
  for (const { left, right, top, bottom, colour } of [...cornerFields, ...numberFields(frameNumber)]) {
    const [from, to] = [Math.round(left * width), Math.round(right * width)];
    for (let row = Math.round(top * height); row < Math.round(bottom * height); row += 1) {
      samples.fill(Uint8Array.from(colour.toReversed()), (row * width + from) * 3, (row * width + to) * 3);
    }
  }
  return samples;
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly samples: Buffer;
}

function emptyPlane(width: number, height: number): Plane {
  return { width, height, samples: Buffer.alloc(width * height) };
}

interface Field {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly colour: Rgb;
}

const cornerFields: readonly Field[] = cornerSpots.map(({ x, y, colour }) => ({
  left: x < 0.5 ? 0 : 0.5,
  right: x < 0.5 ? 0.5 : 1,
  top: y < 0.5 ? 0 : 0.5,
  bottom: y < 0.5 ? 0.5 : 1,
  colour,
}));

function numberFields(frameNumber: number): readonly Field[] {
  return Array.from({ length: numberBits }, (_, column) => ({
    left: column / numberBits,
    right: (column + 1) / numberBits,
    ...numberBand,
    colour: ((frameNumber >> (numberBits - 1 - column)) & 1) === 1 ? [255, 255, 255] : [0, 0, 0],
  }));
}

function fill({ width, height, samples }: Plane, { left, right, top, bottom }: Field, value: number): void {
  const lastRow = Math.round(bottom * height);
  for (let row = Math.round(top * height); row < lastRow; row += 1) {
    samples.fill(value, row * width + Math.round(left * width), row * width + Math.round(right * width));
  }
}

/** ITU-R BT.709-6, section 3, limited range. */
function toYCbCr([red, green, blue]: Rgb): [number, number, number] {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [
    Math.round(16 + (219 / 255) * luma),
    Math.round(128 + (224 / 255) * ((blue - luma) / 1.8556)),
    Math.round(128 + (224 / 255) * ((red - luma) / 1.5748)),
  ];
}
