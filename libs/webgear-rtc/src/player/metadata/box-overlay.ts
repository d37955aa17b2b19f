import { sizeOf, type FrameElement } from '../element/frozen-frame.js';
import { make } from '../element/make-element.js';
import { frameArea, type Area, type Box } from './detected-boxes.js';

const LINE_PX = 2;
const TEXT_PX = 12;
const USUAL_COLOUR = '#5fd39a';

const styles = `
.boxes {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  pointer-events: none;
}`;

let shared: CSSStyleSheet | undefined;

/** A `<style>` element would violate policies without inline styles. */
function overlayStyles(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync(styles);
  }
  return shared;
}

/** A canvas over the video that has boxes drawn on it. */
export class BoxOverlay {
  private readonly element = make('canvas', { part: 'overlay', class: 'layer boxes', 'aria-hidden': 'true' });
  private readonly resizing = new ResizeObserver(([entry]) => entry && this.fit(entry));
  private drawn: readonly Box[] = [];

  /**
   * @param root where the layers of the video are
   * @param below the topmost of them
   * @param visible the element that shows the frame now
   */
  constructor(
    root: ShadowRoot,
    below: Element | null,
    private readonly visible: () => FrameElement | undefined,
  ) {
    root.adoptedStyleSheets = [
      ...root.adoptedStyleSheets.filter((each) => each !== overlayStyles()),
      overlayStyles(),
    ];
    below?.after(this.element);
    this.resizing.observe(this.element);
  }

  /** Draws these instead of those before. */
  show(boxes: readonly Box[]): void {
    if (boxes.length === 0 && this.drawn.length === 0) return;
    this.drawn = boxes;
    this.draw();
  }

  /** Takes it off the page. */
  remove(): void {
    this.resizing.disconnect();
    this.element.remove();
  }

  /** As many pixels as the screen has there: lines are blurred otherwise. */
  private fit({ devicePixelContentBoxSize: exact, contentRect }: ResizeObserverEntry): void {
    const { element } = this;
    const [size] = exact ?? [];
    element.width = size?.inlineSize ?? Math.round(contentRect.width * devicePixelRatio);
    element.height = size?.blockSize ?? Math.round(contentRect.height * devicePixelRatio);
    this.draw();
  }

  private draw(): void {
    const { drawn: boxes, element } = this;
    const context = element.getContext('2d');
    if (context === null) return;
    context.clearRect(0, 0, element.width, element.height);
    const origin = this.visible();
    if (origin === undefined || boxes.length === 0) return;
    const area = frameArea(sizeOf(origin), element, getComputedStyle(origin).objectFit);
    const scale = element.width / (element.clientWidth || element.width);
    context.font = `${TEXT_PX * scale}px system-ui, sans-serif`;
    context.lineWidth = LINE_PX * scale;
    context.textBaseline = 'middle';
    for (const box of boxes) drawBox(context, box, area, scale);
  }
}

function drawBox(context: CanvasRenderingContext2D, box: Box, area: Area, scale: number): void {
  const left = area.x + box.x * area.width;
  const top = area.y + box.y * area.height;
  // A colour that CSS does not know changes nothing.
  for (const colour of [USUAL_COLOUR, box.colour]) context.strokeStyle = colour;
  context.strokeRect(left, top, box.w * area.width, box.h * area.height);
  if (box.text === '') return;
  const height = TEXT_PX * 1.5 * scale;
  const padding = height / 4;
  // Inside where there is no room above.
  const textTop = top - height < Math.max(0, area.y) ? top : top - height;
  context.fillStyle = 'rgb(0 0 0 / 70%)';
  context.fillRect(
    left - context.lineWidth / 2,
    textTop,
    context.measureText(box.text).width + 2 * padding,
    height,
  );
  context.fillStyle = '#fff';
  context.fillText(box.text, left + padding, textTop + height / 2);
}
