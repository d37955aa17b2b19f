import { FallbackPicture, type ImageFeed } from './fallback-picture.js';
import { HeldPicture, sizeOf, type FrameOrigin } from './held-picture.js';
import { make } from './make-element.js';

/** What the stage tells. */
export interface StageListener {
  /** The picture has another size than before. */
  onResize(width: number, height: number): void;
  /** The browser stopped the video: its picture-in-picture window, or a key for media, was used. */
  onPausedOutside(): void;
  /** The same, to start it. */
  onPlayedOutside(): void;
}

/** The elements that show pictures, one upon the other. */
export class PictureStage {
  private readonly ownVideo = make('video', { part: 'video', class: 'picture', playsinline: '' });
  private readonly slot = make('slot', { name: 'video', class: 'blank' }, this.ownVideo);
  private readonly poster = make('img', { part: 'poster', class: 'picture', alt: '', hidden: '' });
  private readonly held = new HeldPicture();
  private readonly compatible = new FallbackPicture();
  private shown: HTMLVideoElement | undefined;
  private listening = new AbortController();
  private plays = false;
  private hadFrame = false;

  constructor(private readonly listener: StageListener) {
    this.slot.addEventListener('slotchange', () => this.use(this.slottedVideo() ?? this.ownVideo));
  }

  /** From the lowest to the uppermost. */
  get elements(): readonly HTMLElement[] {
    return [this.slot, this.compatible.element, this.held.element, this.poster];
  }

  /** The element that shows the video. */
  get video(): HTMLVideoElement {
    if (this.shown === undefined) this.use(this.slottedVideo() ?? this.ownVideo);
    return this.shown ?? this.ownVideo;
  }

  /** What shows the picture that a viewer sees; `undefined` where there is none. */
  get visible(): FrameOrigin | undefined {
    const { held, compatible, video } = this;
    const layers = [held.element, compatible.element].filter(({ hidden }) => !hidden);
    return [...layers, video].find((origin) => sizeOf(origin).width > 0);
  }

  /**
   * Plays a stream.
   *
   * @param onFrame called with its first picture on screen
   * @param onTouchNeeded called where the browser wants a touch before it plays anything
   */
  showStream(stream: MediaStream, onFrame: () => void, onTouchNeeded: () => void): void {
    const { video } = this;
    video.srcObject = stream;
    this.plays = true;
    video.play().catch((error: unknown) => {
      // Some phones in power-saving mode want a touch even for muted video.
      if (error instanceof DOMException && error.name === 'NotAllowedError') onTouchNeeded();
    });
    // Browsers without it are told by the number of decoded pictures.
    (video as Partial<HTMLVideoElement>).requestVideoFrameCallback?.call(video, onFrame);
  }

  /** The stream's pictures are there: nothing else is to be seen. */
  uncover(): void {
    this.slot.classList.remove('blank');
    this.reveal();
  }

  /** Keeps the last picture on screen, because no new one comes for a while. */
  hold(): void {
    this.plays = false;
    const { visible, compatible, held } = this;
    // Images of the compatibility mode go on; over them, a kept one would look like a stream that stands still.
    if (visible === held.element || visible === compatible.element || !this.hadFrame) return;
    if (visible !== undefined) held.hold(visible);
  }

  /** Shows nothing any more. */
  clear(): void {
    this.plays = false;
    this.hadFrame = false;
    this.slot.classList.add('blank');
    this.video.srcObject = null;
    this.compatible.hide();
    this.held.release();
  }

  /** Plays on what was stopped by the browser, or by moving the element to another place. */
  resume(): void {
    if (this.plays) this.video.play().catch(() => undefined);
  }

  /** @param address empty for none */
  showPoster(address: string): void {
    this.poster.hidden = address === '' || this.hadFrame;
    if (!this.poster.hidden && this.poster.getAttribute('src') !== address) this.poster.src = address;
  }

  /** Shows the images of the compatibility mode; asked for again, in place of those that do not come any more. */
  showFallback(feed: ImageFeed): void {
    const onImage = (bytes: number): void => {
      const { width, height } = sizeOf(this.compatible.element);
      this.listener.onResize(width, height);
      this.reveal();
      feed.onImage(bytes);
    };
    void this.compatible.show({ ...feed, onImage });
  }

  hideFallback(): void {
    if (!this.compatible.element.hidden && !this.plays) this.held.hold(this.compatible.element);
    this.compatible.hide();
  }

  private reveal(): void {
    this.hadFrame = true;
    this.held.release();
    this.showPoster('');
  }

  private slottedVideo(): HTMLVideoElement | undefined {
    return this.slot.assignedElements().find((element) => element instanceof HTMLVideoElement);
  }

  private use(video: HTMLVideoElement): void {
    const previous = this.shown;
    if (previous === video) return;
    this.shown = video;
    this.listening.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    // Browsers start no video with sound by itself.
    video.muted = previous?.muted ?? true;
    video.playsInline = true;
    video.addEventListener('resize', () => this.noteShape(video), { signal });
    video.addEventListener('pause', () => this.noteOutside('pause'), { signal });
    video.addEventListener('play', () => this.noteOutside('play'), { signal });
    if (previous === undefined) return;
    video.srcObject = previous.srcObject;
    previous.srcObject = null;
    this.resume();
  }

  private noteShape(video: HTMLVideoElement): void {
    const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
    // Chromium shows black where a track has ended, in a shape of its own.
    if (track?.readyState === 'live') this.listener.onResize(video.videoWidth, video.videoHeight);
  }

  private noteOutside(type: 'play' | 'pause'): void {
    const { video, plays } = this;
    // Elements that are moved, and hidden pages, pause of themselves.
    if (type === 'pause' && plays && video.paused && !document.hidden && video.isConnected) {
      this.listener.onPausedOutside();
    } else if (type === 'play' && !plays && !video.paused) this.listener.onPlayedOutside();
  }
}
