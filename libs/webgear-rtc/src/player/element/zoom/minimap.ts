import { sizeOf, type FrameElement } from '../frozen-frame.js';
import { make } from '../make-element.js';
import type { Zoom } from './zoom.js';

const WIDTH = 96;
const REDRAW_MS = 500;

/** The whole video in small, with the part in view, while it is enlarged. */
export class Minimap {
  private readonly canvas = make('canvas');
  private readonly part = make('span');
  readonly element = make(
    'div',
    { part: 'minimap', class: 'minimap', 'aria-hidden': 'true', hidden: '' },
    this.canvas,
    this.part,
  );
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly zoom: Zoom,
    private readonly stage: HTMLElement,
    /** What is on screen. */
    private readonly visible: () => FrameElement | undefined,
    private readonly fit: () => string,
  ) {}

  update(): void {
    const { isOn, view } = this.zoom;
    if (isOn === this.element.hidden) {
      this.element.hidden = !isOn;
      clearInterval(this.timer);
      if (isOn) {
        this.draw();
        this.timer = setInterval(() => this.draw(), REDRAW_MS);
      }
    }
    const { style } = this.part;
    style.left = `${view.x * 100}%`;
    style.top = `${view.y * 100}%`;
    style.width = style.height = `${view.size * 100}%`;
  }

  end(): void {
    clearInterval(this.timer);
  }

  /** As on the stage, bars included. */
  private draw(): void {
    const origin = this.visible();
    const { clientWidth, clientHeight } = this.stage;
    if (origin === undefined || clientWidth === 0) return;
    const height = Math.round((WIDTH * clientHeight) / clientWidth);
    this.canvas.width = WIDTH;
    this.canvas.height = height;
    const size = sizeOf(origin);
    const scales = [WIDTH / size.width, height / size.height];
    const scale = this.fit() === 'cover' ? Math.max(...scales) : Math.min(...scales);
    const [w, h] = [size.width * scale, size.height * scale];
    this.canvas.getContext('2d')?.drawImage(origin, (WIDTH - w) / 2, (height - h) / 2, w, h);
  }
}
