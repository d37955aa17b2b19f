/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of the quarters: top left, top right, bottom left, bottom right. */
export type Quadrants = readonly [Rgb, Rgb, Rgb, Rgb];

const red: Rgb = [192, 32, 32];
const green: Rgb = [32, 160, 32];
const blue: Rgb = [32, 32, 192];
const yellow: Rgb = [192, 192, 32];

/** The test pattern as it is. */
export const upright: Quadrants = [red, green, blue, yellow];

/** The test pattern as it looks when it was turned clockwise. */
export const turned: Readonly<Record<90 | 180 | 270, Quadrants>> = {
  90: [blue, red, yellow, green],
  180: [yellow, blue, green, red],
  270: [green, yellow, red, blue],
};

/** The test pattern mirrored left to right. */
export const mirrored: Quadrants = [green, red, yellow, blue];

/** The test pattern without colours. */
export const grey = upright.map(([r, g, b]) => {
  const luma = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
  return [luma, luma, luma];
}) as unknown as Quadrants;

/** The test pattern, half transparent, on black. */
export const dimmed = upright.map((colour) =>
  colour.map((sample) => Math.round(sample / 2)),
) as unknown as Quadrants;

/**
 * FFmpeg's words for the input with the test pattern: four quarters of one colour each, with noise, so that no frame is
 * as the one before.
 *
 * @param alpha opacity of the whole frame
 */
export function patternInput(size: string, rate: number | string, seconds: number, alpha = 1): string[] {
  const hex = ([r, g, b]: Rgb): string =>
    `0x${[r, g, b].map((sample) => sample.toString(16).padStart(2, '0')).join('')}`;
  const box = (x: string, y: string, colour: Rgb): string =>
    `drawbox=x=${x}:y=${y}:w=iw/2:h=ih/2:color=${hex(colour)}:t=fill`;
  const graph = [
    `color=c=${hex(red)}:s=${size}:r=${rate}:d=${seconds}`,
    'format=rgb24',
    box('iw/2', '0', green),
    box('0', 'ih/2', blue),
    box('iw/2', 'ih/2', yellow),
    'noise=alls=8:allf=t',
    ...(alpha === 1 ? [] : ['format=rgba', `colorchannelmixer=aa=${alpha}`]),
  ];
  return ['-f', 'lavfi', '-i', graph.join(',')];
}
