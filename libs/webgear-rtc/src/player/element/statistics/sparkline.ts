import { makeSvg } from '../icons.js';

/** One value a second. */
const LENGTH = 60;
const HEIGHT = 16;

/** The values of the last minute, as a line. */
export class Sparkline {
  readonly element = makeSvg('svg', {
    viewBox: `0 0 ${LENGTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
    class: 'spark',
  });
  private readonly line = makeSvg('polyline');
  private readonly values: (number | undefined)[] = [];

  constructor() {
    this.element.append(this.line);
  }

  /** Median of what is shown; `undefined` until there are some. */
  get median(): number | undefined {
    const known = this.values.filter((value) => value !== undefined).sort((one, other) => one - other);
    return known.length < 5 ? undefined : known[known.length >> 1];
  }

  add(value: number | undefined): void {
    this.values.push(value);
    if (this.values.length > LENGTH) this.values.shift();
    const known = this.values.filter((each) => each !== undefined);
    const most = Math.max(...known, Number.MIN_VALUE);
    const from = LENGTH - this.values.length;
    const points = this.values.flatMap((each, index) =>
      each === undefined ? [] : [`${from + index},${(HEIGHT - 1 - (each / most) * (HEIGHT - 2)).toFixed(1)}`],
    );
    this.line.setAttribute('points', points.join(' '));
  }
}
