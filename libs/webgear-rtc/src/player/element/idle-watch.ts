const IDLE_MS = 3000;

/** Lets the controls fade while nobody uses them. */
export class IdleWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param stage gets the class `idle` */
  constructor(private readonly stage: HTMLElement) {
    for (const type of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      stage.addEventListener(type, () => this.stir());
    }
    stage.addEventListener('pointerleave', () => this.rest());
  }

  /** Somebody is there. */
  stir(): void {
    this.stage.classList.remove('idle');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), IDLE_MS);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private rest(): void {
    // Who walks the buttons by keyboard must see where they are.
    if (this.stage.querySelector(':focus-visible') === null) this.stage.classList.add('idle');
  }
}
