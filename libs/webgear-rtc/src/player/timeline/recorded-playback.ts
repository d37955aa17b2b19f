import { make } from '../element/make-element.js';
import type { ClipLoader, FetchedClip } from './clip-loader.js';

/** The next part is fetched when less than this is left of the one that plays. */
const AHEAD_SECONDS = 4;
/** What is newer than this cannot be fetched yet: what follows it is live. */
const EDGE_MS = 1500;

/** Events of the playback. */
export interface PlaybackListener {
  /** Position, play or pause changed. */
  onChange(): void;
  /** Another video is shown. */
  onShow(video: HTMLVideoElement): void;
  /** There is nothing to go on with after this time. */
  onEnd(endMs: number): void;
  /** A part could not be fetched or played. */
  onFailure(): void;
}

/** One of two videos, of which one shows and the other one has what comes next. */
interface Deck {
  readonly video: HTMLVideoElement;
  clip: FetchedClip | undefined;
}

/** Plays a recording part by part, from memory. */
export class RecordedPlayback {
  private decks: readonly [Deck, Deck];
  private wantedMs: number | undefined;
  private paused = false;
  private loading = new AbortController();
  private next: Promise<boolean> | undefined;

  /** @param layers holds the layers of the video */
  constructor(
    layers: Element,
    private readonly loader: ClipLoader,
    private readonly listener: PlaybackListener,
  ) {
    this.decks = [this.makeDeck(), this.makeDeck()];
    layers.append(...this.decks.map(({ video }) => video));
  }

  /** The video that shows. */
  get video(): HTMLVideoElement {
    return this.decks[0].video;
  }

  /** What is shown, in milliseconds since 1970; `undefined` before anything is. */
  get positionMs(): number | undefined {
    if (this.wantedMs !== undefined) return this.wantedMs;
    const [{ clip, video }] = this.decks;
    return clip && clip.startMs + video.currentTime * 1000;
  }

  get isPaused(): boolean {
    return this.paused;
  }

  /** Plays from this time on. What is shown stays until there is something of that time. */
  async seek(timeMs: number): Promise<void> {
    this.loading.abort();
    const { signal } = (this.loading = new AbortController());
    this.wantedMs = timeMs;
    this.next = undefined;
    this.listener.onChange();
    const [{ clip, video }] = this.decks;
    if (clip !== undefined && timeMs >= clip.startMs && timeMs < clip.endMs - EDGE_MS) {
      this.wantedMs = undefined;
      video.currentTime = (timeMs - clip.startMs) / 1000;
      return this.resume();
    }
    const isThere = await this.load(timeMs, signal);
    if (signal.aborted) return;
    this.wantedMs = undefined;
    if (isThere) this.swap();
    else this.listener.onEnd(timeMs);
  }

  /** Goes on, or halts at the frame that is shown. */
  togglePlay(): void {
    this.paused = !this.paused;
    if (this.paused) this.video.pause();
    else this.resume();
    this.listener.onChange();
  }

  /** Removes what is shown, and the memory of it. */
  end(): void {
    this.loading.abort();
    for (const deck of this.decks) {
      this.empty(deck);
      deck.video.remove();
    }
  }

  private makeDeck(): Deck {
    const video = make('video', { class: 'layer', playsinline: '', preload: 'auto', hidden: '' });
    const deck: Deck = { video, clip: undefined };
    const isShown = (): boolean => this.decks[0] === deck;
    video.addEventListener('timeupdate', () => {
      if (!isShown() || deck.clip === undefined) return;
      if (video.duration - video.currentTime < AHEAD_SECONDS) this.prepareNext(deck.clip);
      this.listener.onChange();
    });
    video.addEventListener('ended', () => {
      if (isShown() && deck.clip !== undefined) void this.goOn(deck.clip);
    });
    return deck;
  }

  private prepareNext({ endMs }: FetchedClip): void {
    this.next ??= this.load(endMs, this.loading.signal);
  }

  private async goOn(ended: FetchedClip): Promise<void> {
    const { signal } = this.loading;
    this.prepareNext(ended);
    const isThere = await this.next;
    if (signal.aborted) return;
    this.next = undefined;
    if (isThere === true) this.swap();
    else this.listener.onEnd(ended.endMs);
  }

  /** Fetches a part into the video that does not show. Resolves to whether there is one. */
  private async load(timeMs: number, signal: AbortSignal): Promise<boolean> {
    const [, deck] = this.decks;
    try {
      const clip = await this.loader.fetch(timeMs, signal);
      // A part that ends where the one before does has nothing new.
      if (clip === undefined || clip.endMs <= timeMs + EDGE_MS / 5) return false;
      this.empty(deck);
      deck.clip = clip;
      await show(deck.video, clip, Math.max(0, timeMs - clip.startMs), signal);
      return !signal.aborted;
    } catch {
      if (!signal.aborted) this.listener.onFailure();
      return false;
    }
  }

  private swap(): void {
    const [shown, ready] = this.decks;
    this.decks = [ready, shown];
    ready.video.muted = shown.video.muted;
    ready.video.volume = shown.video.volume;
    ready.video.hidden = false;
    this.listener.onShow(ready.video);
    this.empty(shown);
    if (!this.paused) this.resume();
    this.listener.onChange();
  }

  private resume(): void {
    const { video } = this;
    if (this.paused) return;
    video.play().catch((error: unknown) => {
      // The browser allows no sound yet, as for live video.
      if (!(error instanceof DOMException && error.name === 'NotAllowedError') || video.muted) return;
      video.muted = true;
      this.resume();
    });
  }

  private empty(deck: Deck): void {
    const { video } = deck;
    video.pause();
    video.hidden = true;
    deck.clip = undefined;
    const { src } = video;
    video.removeAttribute('src');
    video.load();
    if (src !== '') URL.revokeObjectURL(src);
  }
}

/** Resolves when the frame of a position is there; rejects where the browser cannot play it. */
async function show(
  video: HTMLVideoElement,
  { file }: FetchedClip,
  offsetMs: number,
  signal: AbortSignal,
): Promise<void> {
  const until = (type: string): Promise<void> =>
    new Promise((resolve, reject) => {
      video.addEventListener(type, () => resolve(), { once: true, signal });
      for (const target of [video, signal])
        target.addEventListener(target === video ? 'error' : 'abort', () => reject(new Error(type)), {
          once: true,
        });
    });
  const loaded = until('loadeddata');
  video.src = URL.createObjectURL(file);
  await loaded;
  signal.throwIfAborted();
  if (offsetMs === 0) return;
  const sought = until('seeked');
  video.currentTime = Math.min(offsetMs / 1000, Math.max(0, video.duration - 0.05));
  await sought;
}
