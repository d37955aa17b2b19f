const MOUSE_REST_MS = 3000;
const TOUCH_REST_MS = 4000;
const LEAVE_MS = 600;
/** A browser that makes a click of a touch does so sooner. */
const CLICK_MS = 400;
/** What is used, and not looked through. */
const USED = '.controls, .stats, .notice.across';

/**
 * Shows the controls to a viewer who uses the player, and lets them fade over a live picture.
 *
 * The class `idle` of the stage makes them fade, and `guarded` keeps a click from them: what is not seen is not pressed.
 */
export class ControlsVisibility {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private guardTimer: ReturnType<typeof setTimeout> | undefined;
  private pointerType = 'mouse';
  private readonly pressed = new Set<number>();
  /** Whether the touch that is under way began where controls were to be seen. */
  private beganVisible = true;

  constructor(private readonly stage: HTMLElement) {
    const on = (
      type: 'pointermove' | 'pointerdown' | 'pointerup' | 'pointerleave',
      use: (event: PointerEvent) => void,
    ) =>
      stage.addEventListener(type, (event) => {
        this.pointerType = event.pointerType;
        use(event);
      });
    // A finger moves only while it presses, and a pen hovers over what it is about to touch.
    on('pointermove', () => this.isMouse && this.show());
    on('pointerdown', (event) => this.press(event));
    on('pointerup', (event) => this.release(event));
    // A finger leaves whenever it is lifted.
    on('pointerleave', ({ pointerId }) => {
      this.pressed.delete(pointerId);
      if (this.isMouse) this.restIn(LEAVE_MS);
    });
    // The gesture became the browser's own, as when the page is scrolled.
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

  /** Shows them, as after any use. */
  show(): void {
    this.stage.classList.remove('idle');
    this.restIn(this.isMouse ? MOUSE_REST_MS : TOUCH_REST_MS);
  }

  end(): void {
    clearTimeout(this.timer);
    clearTimeout(this.guardTimer);
    this.unguard();
  }

  private press({ pointerId }: PointerEvent): void {
    this.pressed.add(pointerId);
    this.beganVisible = !this.stage.matches('.idle.live');
    if (this.isMouse) this.show();
    else if (!this.beganVisible) this.guard();
  }

  private release(event: PointerEvent): void {
    this.pressed.delete(event.pointerId);
    if (this.isMouse) return;
    const origin = event.composedPath()[0];
    const isOnPicture = !(origin instanceof Element && origin.closest(USED) !== null);
    if (this.beganVisible && isOnPicture) this.rest();
    else this.show();
    // The click of a touch comes after it, and finds what is there by then.
    clearTimeout(this.guardTimer);
    this.guardTimer = setTimeout(() => this.unguard(), CLICK_MS);
  }

  private guard(): void {
    // Of the tap before.
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

  /** A viewer who walks the buttons by keyboard must see where they are, and one who rests on a button means to press it. */
  private get isInUse(): boolean {
    const { stage } = this;
    const isOver =
      this.isMouse && [...stage.querySelectorAll(USED)].some((element) => element.matches(':hover'));
    const isOpen = stage.querySelector('.stats:not([hidden])') !== null;
    return isOver || isOpen || this.pressed.size > 0 || stage.querySelector(':focus-visible') !== null;
  }

  private get isMouse(): boolean {
    return this.pointerType === 'mouse';
  }
}
