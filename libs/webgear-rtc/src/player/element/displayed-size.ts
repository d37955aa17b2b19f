/** How large the video is shown, and whether it is out of sight. */
export class DisplayedSize {
  private height: number | undefined;
  private window: PictureInPictureWindow | undefined;
  private readonly observer: ResizeObserver | undefined;

  /**
   * @param element that contains the video and has its size
   * @param signal ends the observation
   */
  constructor(
    private readonly element: HTMLElement,
    signal: AbortSignal,
  ) {
    if (typeof ResizeObserver !== 'undefined') {
      this.observer = new ResizeObserver((entries) => (this.height = entries.at(-1)?.contentRect.height));
      this.observer.observe(element);
      signal.addEventListener('abort', () => this.observer?.disconnect());
    }
    const options = { signal };
    // On the shadow root: the video may be in it or in the slot, and these events do not leave a shadow tree.
    const root = element.shadowRoot ?? element;
    root.addEventListener(
      'enterpictureinpicture',
      (event) => (this.window = (event as PictureInPictureEvent).pictureInPictureWindow),
      options,
    );
    root.addEventListener('leavepictureinpicture', () => (this.window = undefined), options);
  }

  /** Height of the video in device pixels; `undefined` while it is not rendered, and before the first layout. */
  get maxHeight(): number | undefined {
    // Measured until the observer reports, which it does after the next layout.
    const own = this.height ?? this.element.clientHeight;
    const height = Math.max(own, this.window?.height ?? 0);
    return height > 0 ? Math.max(1, Math.round(height * (devicePixelRatio || 1))) : undefined;
  }

  /** Whether nobody can see the video: its page is in the background, and it has no window of its own. */
  get isHidden(): boolean {
    return document.hidden && this.window === undefined;
  }
}
