import { LazyPart } from '../lazy-part.js';
import type { FallbackImage, ImageFeed } from './fallback-image.js';
import { FrozenFrame, sizeOf, type FrameElement } from './frozen-frame.js';
import { LatencyMeter, watchLatency } from './latency-meter.js';
import { make } from './make-element.js';

/** Events of the stage. */
export interface StageListener {
  /** The size of the video changed. */
  onResize(width: number, height: number): void;
  /** The browser paused the video: by its picture-in-picture window or a media key. */
  onPausedOutside(): void;
  /** The browser resumed the video by the same means. */
  onPlayedOutside(): void;
  /** Mute or volume of the video changed. */
  onVolume(): void;
  /** There is a current frame. */
  onFrame(): void;
  /** The browser requires a user gesture before it plays with sound: the listener mutes. */
  onSoundRefused(): void;
}

const fallbackFile = new LazyPart(() => import('./fallback-image.js'));

/** The layers that show video, images and poster. */
export class VideoStage {
  private readonly ownVideo = make('video', {
    part: 'video',
    class: 'layer',
    muted: '',
    autoplay: '',
    playsinline: '',
  });
  private readonly slot = make('slot', { name: 'video', class: 'blank' }, this.ownVideo);
  private readonly poster = make('img', {
    part: 'poster',
    class: 'layer',
    alt: '',
    // Browsers would drag the image away instead of moving the enlarged video.
    draggable: 'false',
    hidden: '',
  });
  /** Time from capture to display. */
  readonly latency = new LatencyMeter();
  private readonly held = new FrozenFrame();
  private fallbackImage: FallbackImage | undefined;
  /** Of the compatibility mode, while that is wanted. */
  private feed: ImageFeed | undefined;
  /** All layers, which are enlarged alike. */
  readonly element: HTMLElement;
  private shown: HTMLVideoElement | undefined;
  private listening = new AbortController();
  private plays = false;
  private hadFrame = false;

  constructor(private readonly listener: StageListener) {
    this.slot.addEventListener('slotchange', () => this.use(this.slottedVideo() ?? this.ownVideo));
    this.poster.addEventListener('error', () => (this.poster.hidden = true));
    const layers = [this.slot, this.held.element, this.poster];
    this.element = make('div', { class: 'zoom' }, ...layers);
  }

  /** The element that shows the video. */
  get video(): HTMLVideoElement {
    if (this.shown === undefined) this.use(this.slottedVideo() ?? this.ownVideo);
    return this.shown ?? this.ownVideo;
  }

  /** The topmost layer that shows a frame; `undefined` if none does. */
  get visible(): FrameElement | undefined {
    const { held, fallbackImage, video } = this;
    const layers = [held.element, fallbackImage?.element].filter((layer) => layer?.hidden === false);
    return [...layers, video].find((origin) => origin !== undefined && sizeOf(origin).width > 0);
  }

  /**
   * Plays a stream.
   *
   * @param onFirstFrame called when its first frame is on screen
   * @param onAutoplayBlocked called if the browser requires a user gesture before playback
   */
  showStream(stream: MediaStream, onFirstFrame: () => void, onAutoplayBlocked: () => void): void {
    const { video } = this;
    video.srcObject = stream;
    this.latency.reset();
    this.plays = true;
    this.start(onAutoplayBlocked);
    // Without it, the driver detects the first frame from `framesDecoded`.
    (video as Partial<HTMLVideoElement>).requestVideoFrameCallback?.call(video, onFirstFrame);
  }

  /** Frames of the stream are on screen: removes the other layers. */
  uncover(): void {
    this.slot.classList.remove('blank');
    this.reveal();
  }

  /** Keeps the last frame on screen while the session is replaced. */
  hold(): void {
    this.plays = false;
    const { visible, fallbackImage, held } = this;
    // Images of the compatibility mode continue; a frozen frame would cover them.
    if (visible === held.element || (fallbackImage && visible === fallbackImage.element) || !this.hadFrame)
      return;
    if (visible !== undefined) held.hold(visible);
  }

  /** Removes every frame. */
  clear(): void {
    this.plays = false;
    this.hadFrame = false;
    this.slot.classList.add('blank');
    this.video.srcObject = null;
    this.stopFallback();
    this.held.release();
  }

  /** Resumes a video that the browser paused, or that paused because the element was moved. */
  resume(): void {
    if (this.plays) this.start(() => undefined);
  }

  /**
   * @param address URL of the poster, or an empty string
   * @param isLast whether it is the last image of the stream: shown blurred, so that nobody takes it for live video
   */
  showPoster(address: string, isLast = false): void {
    const { poster } = this;
    poster.classList.toggle('last', isLast);
    poster.classList.toggle('gone', this.hadFrame);
    poster.hidden = address === '' || this.hadFrame;
    if (!poster.hidden && poster.getAttribute('src') !== address) poster.src = address;
  }

  /** Shows the images of the compatibility mode; called again, replaces a response that stalled. */
  showFallback(feed: ImageFeed): void {
    this.feed = feed;
    void this.startFallback(feed);
  }

  hideFallback(): void {
    const layer = this.fallbackImage?.element;
    if (layer?.hidden === false && !this.plays) this.held.hold(layer);
    this.stopFallback();
  }

  private async startFallback(feed: ImageFeed): Promise<void> {
    const file = await fallbackFile.load();
    if (feed !== this.feed) return;
    if (file === undefined) {
      feed.onLost({ kind: 'unreachable' });
      return;
    }
    if (this.fallbackImage === undefined) {
      this.fallbackImage = new file.FallbackImage();
      this.slot.after(this.fallbackImage.element);
    }
    const { fallbackImage } = this;
    const onImage = (bytes: number): void => {
      const { width, height } = sizeOf(fallbackImage.element);
      this.listener.onResize(width, height);
      this.reveal();
      feed.onImage(bytes);
    };
    await fallbackImage.show({ ...feed, onImage });
  }

  private stopFallback(): void {
    this.feed = undefined;
    this.fallbackImage?.hide();
  }

  private start(onAutoplayBlocked: () => void): void {
    const { video } = this;
    video.play().catch((error: unknown) => {
      // Any other error means that another stream took the place of this one, and says nothing about the sound.
      if (!(error instanceof DOMException && error.name === 'NotAllowedError' && this.plays)) return;
      // Some phones in power-saving mode require a gesture even for muted video.
      if (video.muted) onAutoplayBlocked();
      else {
        this.listener.onSoundRefused();
        this.start(onAutoplayBlocked);
      }
    });
  }

  private reveal(): void {
    this.hadFrame = true;
    this.held.release();
    // The last image fades; any other poster makes room at once.
    this.poster.classList.add('gone');
    if (!this.poster.classList.contains('last')) this.poster.hidden = true;
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
    // Autoplay policies block video with sound.
    video.muted = previous?.muted ?? true;
    if (previous !== undefined) video.volume = previous.volume;
    video.playsInline = true;
    video.addEventListener('resize', () => this.noteShape(video), { signal });
    video.addEventListener('pause', () => this.noteOutside('pause'), { signal });
    video.addEventListener('volumechange', () => this.listener.onVolume(), { signal });
    video.addEventListener('play', () => this.noteOutside('play'), { signal });
    // A frame can be saved now, which the buttons show.
    video.addEventListener('loadeddata', () => this.listener.onFrame(), { signal });
    watchLatency(video, this.latency, signal);
    if (previous === undefined) return;
    video.srcObject = previous.srcObject;
    previous.srcObject = null;
    this.resume();
  }

  private noteShape(video: HTMLVideoElement): void {
    const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
    // Chromium renders an ended track as black, with another size.
    if (track?.readyState === 'live') this.listener.onResize(video.videoWidth, video.videoHeight);
  }

  private noteOutside(type: 'play' | 'pause'): void {
    const { video, plays } = this;
    // Browsers pause the video of a hidden page or a moved element.
    if (type === 'pause' && plays && video.paused && !document.hidden && video.isConnected) {
      this.listener.onPausedOutside();
    } else if (type === 'play' && !plays && !video.paused) this.listener.onPlayedOutside();
  }
}
