const MOUSE_REST_MS = 3000;
const TOUCH_REST_MS = 4000;
const LEAVE_MS = 600;
/** Browsers send the click of a tap within this time. */
const CLICK_MS = 400;
/** Elements that take pointer input themselves. */
const USED =
  '.controls > *, .status, .stats, .menu, .shortcuts, .timeline, .notice.across, .away, .unmute, [slot="navigation"]';
/** A finger that moves farther drags or scrolls. */
const TAP_PX = 10;

/**
 * Shows the controls while the player is used and fades them out over live video.
 *
 * The class `idle` of the stage fades them; `guarded` blocks clicks, so that a tap does not press a button that was
 * invisible when the tap began.
 */
export class ControlsVisibility {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private guardTimer: ReturnType<typeof setTimeout> | undefined;
  private pointerType = 'mouse';
  private readonly pressed = new Set<number>();
  /** Whether the controls were visible when the current touch began. */
  private beganVisible = true;
  private began = { x: 0, y: 0 };

  constructor(private readonly stage: HTMLElement) {
    const on = (
      type: 'pointermove' | 'pointerdown' | 'pointerup' | 'pointerleave',
      use: (event: PointerEvent) => void,
    ) =>
      stage.addEventListener(type, (event) => {
        this.pointerType = event.pointerType;
        use(event);
      });
    // A finger moves only while it presses, and a pen hovers before it touches.
    on('pointermove', () => this.isMouse && this.show());
    on('pointerdown', (event) => this.press(event));
    on('pointerup', (event) => this.release(event));
    // For a finger, `pointerleave` follows every `pointerup`.
    on('pointerleave', ({ pointerId }) => {
      this.pressed.delete(pointerId);
      if (this.isMouse) this.restIn(LEAVE_MS);
    });
    // The browser took over the gesture, for example to scroll the page.
    stage.addEventListener('pointercancel', ({ pointerId }) => {
      this.pressed.delete(pointerId);
      this.unguard();
    });
    stage.addEventListener('keydown', () => this.show());
    stage.addEventListener('focusin', () => {
      if (this.stage.querySelector(':focus-visible') !== null) this.show();
    });
    stage.addEventListener('click', () => setTimeout(() => this.unguard()));
  }

  /** Shows the controls and restarts the fade-out timer. */
  show(): void {
    this.stage.classList.remove('idle');
    this.restIn(this.isMouse ? MOUSE_REST_MS : TOUCH_REST_MS);
  }

  end(): void {
    clearTimeout(this.timer);
    clearTimeout(this.guardTimer);
    this.unguard();
  }

  private press(event: PointerEvent): void {
    this.pressed.add(event.pointerId);
    this.beganVisible = !this.stage.matches('.idle.live');
    this.began = { x: event.clientX, y: event.clientY };
    if (this.isMouse) this.show();
    // What can be pressed now was visible, such as the button that stays longer than the controls.
    else if (!this.beganVisible && isOnVideo(event)) this.guard();
  }

  private release(event: PointerEvent): void {
    this.pressed.delete(event.pointerId);
    if (this.isMouse) return;
    const isTap = Math.hypot(event.clientX - this.began.x, event.clientY - this.began.y) < TAP_PX;
    if (!isTap) this.restIn(TOUCH_REST_MS);
    else if (this.beganVisible && isOnVideo(event)) this.rest();
    else this.show();
    // The click of a tap follows `pointerup` and hits whatever is visible by then.
    clearTimeout(this.guardTimer);
    this.guardTimer = setTimeout(() => this.unguard(), CLICK_MS);
  }

  private guard(): void {
    // The timer of the previous tap.
    clearTimeout(this.guardTimer);
    this.stage.classList.add('guarded');
  }

  private unguard(): void {
    this.stage.classList.remove('guarded');
  }

  private restIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), ms);
  }

  private rest(): void {
    if (this.isInUse) this.restIn(MOUSE_REST_MS);
    else this.stage.classList.add('idle');
  }

  /** Controls stay visible while one has keyboard focus, is hovered or is pressed, and while the menu is open. */
  private get isInUse(): boolean {
    const { stage } = this;
    const isOver =
      this.isMouse && [...stage.querySelectorAll(USED)].some((element) => element.matches(':hover'));
    const isOpen = stage.querySelector('.menu:not([hidden]), .shortcuts:not([hidden])') !== null;
    return isOver || isOpen || this.pressed.size > 0 || stage.querySelector(':focus-visible') !== null;
  }

  private get isMouse(): boolean {
    return this.pointerType === 'mouse';
  }
}

/** Whether an event is one of the video, and not of a control on it. */
export function isOnVideo(event: Event): boolean {
  const origin = event.composedPath()[0];
  return !(origin instanceof Element && origin.closest(USED) !== null);
}
