/** A point or a distance on the stage, in pixels of the page. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const MOST = 8;

/** How far the video is enlarged, and which part of it is in view. */
export class Zoom {
  /** 1 to 8. */
  scale = 1;
  /** Distance of the centre of the video from that of the stage. */
  private offset: Point = { x: 0, y: 0 };

  /** @param onChange scale or part changed */
  constructor(
    private readonly stage: HTMLElement,
    private readonly layer: HTMLElement,
    private readonly onChange: () => void,
  ) {}

  get isOn(): boolean {
    return this.scale > 1;
  }

  /** The part in view, as shares of the video. */
  get view(): { readonly x: number; readonly y: number; readonly size: number } {
    const { scale, offset, stage } = this;
    const size = 1 / scale;
    const left = (1 - size) / 2 - offset.x / (stage.clientWidth * scale);
    const top = (1 - size) / 2 - offset.y / (stage.clientHeight * scale);
    return { x: left, y: top, size };
  }

  /** Enlarges by a factor; what is at the point stays there. */
  by(factor: number, at: Point = this.centre): void {
    const scale = Math.min(MOST, Math.max(1, this.scale * factor));
    const change = scale / this.scale;
    const { x, y } = this.centre;
    this.scale = scale;
    this.move({
      x: (at.x - x) * (1 - change) + this.offset.x * change,
      y: (at.y - y) * (1 - change) + this.offset.y * change,
    });
  }

  /** Moves the video by a distance. */
  pan({ x, y }: Point): void {
    this.move({ x: this.offset.x + x, y: this.offset.y + y });
  }

  reset(): void {
    this.scale = 1;
    this.move({ x: 0, y: 0 });
  }

  /** The stage may have another size. */
  refresh(): void {
    if (this.isOn) this.move(this.offset);
  }

  private get centre(): Point {
    return { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 };
  }

  /** As far as there is video. */
  private move({ x, y }: Point): void {
    const most = (size: number): number => ((this.scale - 1) * size) / 2;
    const limit = (value: number, limitPx: number): number => Math.min(limitPx, Math.max(-limitPx, value));
    const { clientWidth, clientHeight } = this.stage;
    this.offset = { x: limit(x, most(clientWidth)), y: limit(y, most(clientHeight)) };
    // Through the object model: a policy without inline styles forbids only the attribute.
    this.layer.style.transform = this.isOn
      ? `translate(${this.offset.x}px, ${this.offset.y}px) scale(${this.scale})`
      : '';
    this.stage.classList.toggle('zoomed', this.isOn);
    this.onChange();
  }
}
