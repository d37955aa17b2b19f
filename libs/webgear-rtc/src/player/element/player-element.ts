import type { PlaybackView } from '../playback/playback.interface.js';
import { messageOf } from '../playback/state-text.js';
import { ServerCalls } from '../session/server-calls.js';
import type {
  PlayerRung,
  PlayerState,
  PlayerStats,
  PlayerTransport,
  WebGearPlayer,
} from '../webgear-player.interface.js';
import { LazyPart } from '../lazy-part.js';
import { VideoStage } from './video-stage.js';
import { PlaybackDriver } from './playback-driver.js';
import { PlayerChannels } from '../metadata/player-channels.js';
import { reflectedProperties } from './player-attributes.js';
import { PlayerSound } from './player-sound.js';
import { PlayerView } from './player-view.js';

const NO_STREAM: PlaybackView = { state: 'idle', transport: 'webrtc', detail: '', retryInSeconds: undefined };

const snapshotFile = new LazyPart(() => import('./snapshot.js'));

/** The custom element: attributes, methods and events. {@link PlaybackDriver} plays, {@link PlayerView} renders. */
export class PlayerElement extends PlayerChannels implements WebGearPlayer {
  private readonly stage = new VideoStage({
    onResize: (width, height) => this.view.setAspectRatio(width, height),
    onPausedOutside: () => this.pause(),
    onPlayedOutside: () => this.play(),
    onVolume: () => this.sound.noteElement(),
    onSoundRefused: () => this.sound.refuse(),
    onFrame: () => this.showControls(),
  });
  private readonly sound = new PlayerSound(this.stage, () => {
    this.showControls();
    this.dispatchEvent(new Event('volumechange'));
  });
  private readonly view: PlayerView;
  private driver: PlaybackDriver | undefined;
  private shown = NO_STREAM;
  private shownQuality = 'auto ';
  private hadAudio = false;
  private readonly settings = { mayFallBack: true };
  /** Whether `play()` runs. A page that merely removes `paused`, as on scroll, must not replace another window. */
  private isRequested = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    this.view = new PlayerView(root, this.stage, {
      player: this,
      words: this.liveWords,
      slideTo: (volume) => this.sound.slideTo(volume),
      address: (route) => this.address(route),
      answer: () => this.driver?.quality.latest,
      onLayout: () => this.showControls(),
      onStats: () => this.watchQuality(),
    });
    this.liveWords.bind(() => {
      if (!this.isConnected) return;
      this.showName();
      // What is shown without a stream would load files that the first frame does not need.
      if (this.driver !== undefined || this.src === '') this.showView(this.shown);
      this.showQuality();
    });
  }

  get state(): PlayerState {
    return this.shown.state;
  }

  get message(): string {
    return messageOf(this.shown, this.words, this.liveWords.context);
  }

  get retryInSeconds(): number | undefined {
    return this.shown.retryInSeconds;
  }

  get transport(): PlayerTransport {
    return this.shown.transport;
  }

  get rungs(): readonly PlayerRung[] {
    return this.driver?.quality.latest?.rungs ?? [];
  }

  get rung(): string | undefined {
    return this.driver?.quality.latest?.rung;
  }

  get stats(): PlayerStats | undefined {
    return this.driver?.stats;
  }

  get video(): HTMLVideoElement {
    return this.stage.video;
  }

  get hasAudio(): boolean {
    // Images have none, whatever the connection had that they stand in for.
    return this.transport === 'webrtc' && this.driver?.audio.isPresent === true;
  }

  get muted(): boolean {
    return this.sound.muted;
  }

  set muted(value: boolean) {
    this.sound.setMuted(value);
  }

  get volume(): number {
    return this.sound.volume;
  }

  set volume(value: number) {
    this.sound.setVolume(value);
  }

  play(): void {
    // Removing the attribute plays; without it, the player may be ended, replaced or blocked by autoplay rules.
    this.isRequested = true;
    if (this.paused) this.paused = false;
    else this.driver?.play(true);
    this.isRequested = false;
  }

  pause(): void {
    this.paused = true;
  }

  async snapshot(): Promise<Blob> {
    const file = await snapshotFile.load();
    if (file === undefined) throw new DOMException('The server does not answer.', 'NetworkError');
    return file.takeSnapshot(this.stage.visible);
  }

  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.video.requestPictureInPicture();
  }

  connectedCallback(): void {
    for (const name of [...reflectedProperties, 'words']) this.upgrade(name);
    this.liveWords.begin();
    this.showName();
    if (this.driver === undefined) this.startStream();
    // Moved in the document: the browser paused the video.
    else this.stage.resume();
  }

  disconnectedCallback(): void {
    // An element that is moved is disconnected and connected again in the same task.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.liveWords.end();
      this.endStream();
    });
  }

  /** `moveBefore()`: with this callback the browser does not disconnect the element. */
  connectedMoveCallback(): void {
    this.stage.resume();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.isConnected) return;
    if (name === 'lang') this.liveWords.update();
    else if (['src', 'no-audio', 'crossorigin'].includes(name)) this.startStream();
    else if (name === 'name') this.showName();
    else if (name === 'poster') this.showPoster();
    else if (name === 'fit') this.view.update();
    else if (name === 'no-fallback') this.settings.mayFallBack = !this.noFallback;
    else if (name === 'quality') this.pinQuality();
    else if (name !== 'paused') this.showView(this.shown);
    else if (now === null) this.driver?.play(this.isRequested);
    else if (before === null) this.driver?.pause();
  }

  private startStream(): void {
    this.endStream();
    this.showPoster();
    if (this.src === '') {
      this.showView(NO_STREAM);
      return;
    }
    this.settings.mayFallBack = !this.noFallback;
    const server = new ServerCalls(this.src, this);
    this.sound.load(this.controls === 'full' ? server.page : undefined);
    this.driver = new PlaybackDriver(server, this, this.stage, this.settings, {
      onView: (view) => this.showView(view),
      onStats: (stats) => this.showStats(stats),
      onQuality: () => this.showQuality(),
      onAudio: (setsIn) => {
        if (setsIn) this.sound.fadeIn();
        this.showAudio();
      },
      onFirstFrame: () => this.showControls(),
      onLive: (transport) => {
        this.tell('firstframe', { transport });
        // The former name, which scripts of existing pages may listen to.
        this.tell('firstpicture', { transport });
      },
      onFailure: (code, message) => this.tell('playbackerror', { code, message }),
    });
    this.watchQuality();
    this.driver.start(this.paused);
  }

  private endStream(): void {
    this.driver?.end();
    this.driver = undefined;
    this.showQuality();
    this.showAudio();
    this.view.end();
  }

  private showName(): void {
    const { name, words } = this;
    this.view.showName(name);
    this.video.setAttribute('aria-label', name || words.liveVideo);
  }

  private showPoster(): void {
    const isLast = this.poster === 'auto';
    if (isLast && this.src === '') return;
    // Answered with nothing while the source is closed: a look at a page starts none.
    this.stage.showPoster(isLast ? this.address('snapshot.jpg?last') : this.poster, isLast);
  }

  private address(route: string): string {
    return this.driver?.server.address(route) ?? new ServerCalls(this.src).address(route);
  }

  private showView(view: PlaybackView): void {
    const previous = this.shown.state;
    this.shown = view;
    this.dataset['state'] = view.state;
    this.dataset['transport'] = view.transport;
    this.view.show(view, this.controls);
    this.showControls();
    this.showAudio();
    this.followChannels({ state: view.state, stage: this.stage, driver: this.driver });
    if (view.state !== previous)
      this.tell('statechange', { state: view.state, previous, message: this.message });
  }

  private showControls(): void {
    const { transport, hasAudio, sound } = this;
    const isSilent = transport === 'mjpeg' && !this.noAudio && this.driver?.audio.isPromised !== false;
    const { muted, volume, isMutedByDefault } = sound;
    this.view.showControls({ hasAudio, isSilent, muted, volume, isMutedByDefault });
  }

  private showAudio(): void {
    const { hasAudio } = this;
    if (hasAudio === this.hadAudio) return;
    this.hadAudio = hasAudio;
    this.showControls();
    this.dispatchEvent(new Event('audiochange'));
  }

  private showStats(stats: PlayerStats | undefined): void {
    const isConnected = stats !== undefined && this.state === 'live';
    this.view.showLatency(isConnected ? stats.latencyMs : undefined);
    this.view.update();
  }

  private pinQuality(): void {
    this.driver?.pinQuality(this.quality);
    this.showQuality();
  }

  private showQuality(): void {
    const { quality, rung, rungs } = this;
    this.view.update();
    const now = `${quality} ${rung ?? ''}`;
    if (now === this.shownQuality) return;
    this.shownQuality = now;
    this.tell('qualitychange', { quality, rung, rungs });
  }

  private watchQuality(): void {
    if (this.driver !== undefined) this.driver.quality.isWatched = this.view.showsStats;
  }

  private tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
