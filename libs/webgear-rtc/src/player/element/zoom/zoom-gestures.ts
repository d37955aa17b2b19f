import { isOnVideo } from '../controls/controls-visibility.js';
import type { Point, Zoom } from './zoom.js';

const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_PX = 40;
const TAP_PX = 10;
const DOUBLE_TAP_FACTOR = 2;
/** Change of the scale for a wheel's usual step of 100. */
const WHEEL_FACTOR = 1.25;
/** Height of a line in pixels, for wheels that count in lines. */
const LINE_PX = 33;

/** What gestures do beside enlarging. */
export interface GestureActions {
  toggleFullscreen(): void;
  isFullscreen(): boolean;
  /** Whether gestures are wanted: a tile is only a link. */
  isOn(): boolean;
}

/**
 * Listens to gestures on the video.
 *
 * @gesture double click: full screen, and back
 * @gesture double tap: enlarge twofold at that point, and back
 * @gesture pinch: enlarge up to eightfold, reduce
 * @gesture wheel with Ctrl or ⌘, in full screen without: enlarge, reduce
 * @gesture drag: move enlarged video
 */
export function watchGestures(stage: HTMLElement, zoom: Zoom, actions: GestureActions): void {
  const gestures = new ZoomGestures(stage, zoom, actions);
  stage.addEventListener('pointerdown', (event) => gestures.press(event));
  stage.addEventListener('pointermove', (event) => gestures.move(event));
  stage.addEventListener('pointerup', (event) => gestures.release(event));
  stage.addEventListener('pointercancel', (event) => gestures.cancel(event));
  stage.addEventListener('wheel', (event) => gestures.turn(event), { passive: false });
  stage.addEventListener('dblclick', (event) => gestures.doubleClick(event));
}

class ZoomGestures {
  private readonly pointers = new Map<number, Point>();
  private began: Point = { x: 0, y: 0 };
  private wasPinch = false;
  private lastTap: { readonly atMs: number; readonly at: Point } | undefined;
  private pointerType = 'mouse';

  constructor(
    private readonly stage: HTMLElement,
    private readonly zoom: Zoom,
    private readonly actions: GestureActions,
  ) {}

  /** Browsers send it for two taps as well. */
  doubleClick(event: MouseEvent): void {
    const { actions } = this;
    if (this.pointerType === 'mouse' && actions.isOn() && isOnVideo(event)) actions.toggleFullscreen();
  }

  cancel({ pointerId }: PointerEvent): void {
    this.pointers.delete(pointerId);
  }

  press(event: PointerEvent): void {
    this.pointerType = event.pointerType;
    if (!this.actions.isOn() || !isOnVideo(event) || event.button !== 0) return;
    const at = this.placeOf(event);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 1) this.began = at;
    this.wasPinch = this.pointers.size > 1;
  }

  move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.placeOf(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other !== undefined) this.pinch(before, now, other);
    else if (this.zoom.isOn) {
      // What is dragged out of the player is still dragged. Not from the press on: the click would miss its button.
      if (distance(now, this.began) > TAP_PX) this.stage.setPointerCapture(event.pointerId);
      this.zoom.pan({ x: now.x - before.x, y: now.y - before.y });
    }
  }

  private pinch(before: Point, now: Point, other: Point): void {
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.zoom.by(distance(now, other) / Math.max(1, distance(before, other)), middle);
    if (this.zoom.isOn) this.zoom.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
  }

  release(event: PointerEvent): void {
    const isKnown = this.pointers.delete(event.pointerId);
    if (!isKnown || event.pointerType === 'mouse' || this.wasPinch) return;
    const at = this.placeOf(event);
    if (distance(at, this.began) > TAP_PX) return;
    const { lastTap } = this;
    const isDouble =
      lastTap !== undefined &&
      event.timeStamp - lastTap.atMs < DOUBLE_TAP_MS &&
      distance(at, lastTap.at) < DOUBLE_TAP_PX;
    this.lastTap = isDouble ? undefined : { atMs: event.timeStamp, at };
    if (!isDouble) return;
    if (this.zoom.isOn) this.zoom.reset();
    else this.zoom.by(DOUBLE_TAP_FACTOR, at);
  }

  turn(event: WheelEvent): void {
    const { actions } = this;
    // Anywhere else a plain wheel scrolls the page. Trackpads report a pinch as a wheel with Ctrl.
    if (!actions.isOn() || !(event.ctrlKey || event.metaKey || actions.isFullscreen())) return;
    event.preventDefault();
    const distancePx = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    this.zoom.by(WHEEL_FACTOR ** (-distancePx / 100), this.placeOf(event));
  }

  private placeOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.stage.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
