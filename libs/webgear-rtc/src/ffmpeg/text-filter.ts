import type { FilterCall } from './filter/filter-chain.js';
import type { WrittenText } from './written-text.interface.js';

/** Distance of the box from the edges of the picture, and of the letters from those of the box, by their height. */
const MARGIN_SHARE = 0.5;
const PADDING_SHARE = 0.3;

/** The filter that writes a text into pictures. */
export function textFilter({ text, look }: WrittenText): FilterCall {
  const paddingPx = Math.round(look.fontSizePx * PADDING_SHARE);
  const edgePx = Math.round(look.fontSizePx * MARGIN_SHARE) + paddingPx;
  return [
    'drawtext',
    {
      text,
      // Without it, `%{…}` would be run: to read the environment, or a file's metadata.
      expansion: 'none',
      fontfile: look.fontFile,
      fontsize: `${look.fontSizePx}`,
      fontcolor: look.color,
      box: look.background.endsWith('00') ? '0' : '1',
      boxcolor: look.background,
      boxborderw: `${paddingPx}`,
      text_align: alignmentOf(look.position),
      x: leftOf(look.position, edgePx),
      // By the font and not by the letters at hand: a box must not jump when a letter with a tail comes.
      y_align: 'font',
      y: topOf(look.position, edgePx),
    },
  ];
}

/** Text that is wider than the picture loses its end, never its beginning. */
function leftOf(position: string, edgePx: number): string {
  if (position.endsWith('left')) return `${edgePx}`;
  return position.endsWith('right') ? `max(${edgePx},w-tw-${edgePx})` : `max(${edgePx},(w-tw)/2)`;
}

function topOf(position: string, edgePx: number): string {
  if (position.startsWith('top')) return `${edgePx}`;
  return position.startsWith('bottom') ? `h-th-${edgePx}` : '(h-th)/2';
}

function alignmentOf(position: string): string {
  if (position.endsWith('left')) return 'left';
  return position.endsWith('right') ? 'right' : 'center';
}
