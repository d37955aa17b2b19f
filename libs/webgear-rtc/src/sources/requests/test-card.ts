import { builtInFont } from '../../ffmpeg/text/text-filter.js';
import type { FrameSize } from '../../media/video-frame.js';

/** Ground of the card and of the plate in its middle. */
export const CARD_GROUND = '#15171d';

/** EBU bars at 75 percent. */
const BARS = ['bfbfbf', 'bfbf00', '00bfbf', '00bf00', 'bf00bf', 'bf0000', '0000bf', '000000'];
const GREYS = 11;

/** Parts of the card, as shares of its size. */
const BAR_HEIGHT = 0.6;
const RAMP_HEIGHT = 0.12;
const PLATE = { left: 0.28, top: 0.26, width: 0.44, height: 0.54 };
const NAME_SIZE = 1 / 36;
const FACTS_SIZE = 1 / 64;

/** Seconds for one way of the line across the card. */
const SWEEP_SECONDS = 4;

/** A card with less height has no words beside its clock. */
const SMALLEST_WITH_WORDS = 180;

/** What the font that comes with the library has. */
const DRAWABLE = /^[\u0020-\u007e\u00a0-\u00ff\u2010-\u2026]+$/;

/** A test card. */
export interface TestCard extends FrameSize {
  /** Frames per second. */
  readonly framerate: number;
  /** What the stream is called; not drawn in scripts that the font does not have. */
  readonly title: string;
}

/**
 * The filter graph that draws the card: bars, a grey ramp, a plate with name and size, and a line that sweeps across.
 *
 * All but the line is drawn once, so that a frame costs next to nothing.
 */
export function testCardGraph({ width, height, framerate, title }: TestCard): string {
  const size = `${width}x${height}`;
  const rate = `${Math.round(framerate * 1000)}/1000`;
  const still = [
    `color=c=${CARD_GROUND}:s=${size}:r=${rate}`,
    'format=yuv420p',
    ...BARS.map((color, index) => box(index / BARS.length, 0, 1 / BARS.length, BAR_HEIGHT, color)),
    ...Array.from({ length: GREYS }, (_, index) =>
      box(index / GREYS, BAR_HEIGHT, 1 / GREYS, RAMP_HEIGHT, greyOf(index / (GREYS - 1))),
    ),
    box(PLATE.left, PLATE.top, PLATE.width, PLATE.height, CARD_GROUND.slice(1)),
    ...wordsOf({ width, height, framerate, title }),
    'loop=loop=-1:size=1:start=0',
    `setpts=N/(${rate})/TB`,
  ];
  const line = `color=c=white@0.7:s=2x${height}:r=${rate},format=yuva420p`;
  const sweep = `overlay=x='mod(n*W/(${SWEEP_SECONDS}*${rate}),W)':format=yuv420`;
  // Frames of this kind are BT.601 but not tagged, and at this size would be taken for BT.709.
  return `${still.join(',')}[card];${line}[line];[card][line]${sweep},setparams=colorspace=smpte170m:range=tv`;
}

function box(left: number, top: number, width: number, height: number, color: string): string {
  // Rounded outwards: no gap remains between two of them.
  const far = (share: number, side: string): string => `ceil(i${side}*${share.toFixed(5)})`;
  const near = (share: number, side: string): string => `trunc(i${side}*${share.toFixed(5)})`;
  return `drawbox=x=${near(left, 'w')}:y=${near(top, 'h')}:w=${far(width, 'w')}:h=${far(height, 'h')}:color=0x${color}:t=fill`;
}

function greyOf(share: number): string {
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, '0')
    .repeat(3);
}

function wordsOf({ width, height, framerate, title }: TestCard): string[] {
  if (height < SMALLEST_WITH_WORDS) return [];
  const facts = `${width} × ${height} · ${Number(framerate.toFixed(2))} fps`;
  return [
    ...(DRAWABLE.test(title) ? [words(title, width * NAME_SIZE, 0.36)] : []),
    words(facts, width * FACTS_SIZE, 0.745, '9aa0ad'),
  ];
}

/** A line of words, centred; `middle` is the share of the height above it. A long one is cut off by the plate. */
function words(text: string, sizePx: number, middle: number, color = 'f2f3f7'): string {
  const mostLetters = 26;
  const shown = text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text;
  return [
    `drawtext=text=${escaped(shown)}`,
    'expansion=none',
    `fontfile=${escaped(builtInFont())}`,
    `fontsize=${Math.max(8, Math.round(sizePx))}`,
    `fontcolor=0x${color}`,
    'x=(w-tw)/2',
    `y_align=font`,
    `y=h*${middle}-th/2`,
  ].join(':');
}

/** As a value in a filter graph: escaped as an option, and then as a part of the graph. */
function escaped(text: string): string {
  return text.replaceAll(/[\\':]/g, String.raw`\$&`).replaceAll(/[\\'[\],;]/g, String.raw`\$&`);
}
