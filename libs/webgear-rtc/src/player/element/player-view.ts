import type { PlaybackView } from '../playback/playback.interface.js';
import type { QualityAnswer } from '../session/server-calls.js';
import type { PlayerControls, WebGearPlayer } from '../webgear-player.interface.js';
import type { LiveWords } from '../words/live-words.js';
import { LazyPart } from '../lazy-part.js';
import type { ControlsView } from './controls/controls-view.js';
import type { SoundState } from './controls/sound-controls.js';
import { make, setText } from './make-element.js';
import type { VideoStage } from './video-stage.js';
import { StatusView } from './status-view.js';
import { makeSheet, playerStyles } from './styles/player-styles.js';

const TOAST_MS = 2500;
/** A connection that takes longer no longer delays the controls. */
const CONTROLS_MS = 1000;

/** The player that a view belongs to. */
export interface ViewHost {
  readonly player: WebGearPlayer;
  readonly words: LiveWords;
  /** As by a slider: 0 is muted, anything else is not. */
  slideTo(volume: number): void;
  /** URL of a route of the stream. */
  address(route: string): string;
  /** What the server says of the session. */
  answer(): QualityAnswer | undefined;
  /** The controls are there, or full screen or picture in picture began or ended. */
  onLayout(): void;
  /** The statistics were opened or closed. */
  onStats(): void;
}

/** The shadow tree of a player: video, name and state; the controls are loaded where there are any. */
export class PlayerView {
  private readonly status: StatusView;
  private readonly toast = make('div', { part: 'toast', class: 'toast panel', 'aria-live': 'polite' });
  /** The outermost element. A click on the video focuses it, so that keys reach the player. */
  private readonly stage: HTMLElement;
  private readonly controls: LazyPart<ControlsView>;
  private controlsTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly shape = makeSheet('');
  private ratio = '';
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: ShadowRoot,
    video: VideoStage,
    private readonly host: ViewHost,
  ) {
    const { player, words } = host;
    this.status = new StatusView(words, (kind) => {
      if (kind === 'reload') location.reload();
      else player.play();
    });
    const { top, spinner } = this.status;
    const links = make('slot', { name: 'navigation' });
    const pieces = [top, spinner, this.toast, links];
    this.stage = make('div', { part: 'stage', class: 'stage', tabindex: '-1' }, video.element, ...pieces);
    links.addEventListener('slotchange', () =>
      this.stage.classList.toggle('linked', links.assignedElements().length > 0),
    );
    root.adoptedStyleSheets = [playerStyles(), this.shape];
    root.append(this.stage);
    const { stage } = this;
    const showToast = (text: string): void => this.showToast(text);
    this.controls = new LazyPart(async () => {
      const { ControlsView: Controls } = await import('./controls/controls-view.js');
      return new Controls({ ...host, root, stage, video, showToast });
    });
    const load = (event: Event): void => {
      if (this.controls.current !== undefined || player.controls !== 'full') return;
      this.loadControls();
      // A key that came before the buttons is not lost.
      if (event instanceof KeyboardEvent) void this.controls.load().then((view) => view?.useKey(event));
    };
    for (const type of ['pointerover', 'focusin', 'keydown']) player.addEventListener(type, load);
  }

  /** Whether the statistics are open. */
  get showsStats(): boolean {
    return this.controls.current?.showsStats === true;
  }

  /** Statistics, rungs or attributes changed. */
  update(): void {
    this.controls.current?.update();
  }

  /** Adopts the aspect ratio of the video; a rule of the page takes precedence. */
  setAspectRatio(width: number, height: number): void {
    const ratio = `${width}/${height}`;
    if (width === 0 || height === 0 || ratio === this.ratio) return;
    this.ratio = ratio;
    this.shape.replaceSync(`:host{aspect-ratio:${ratio};--webgear-ratio:${width / height}}`);
    this.stage.classList.add('shaped');
  }

  showName(name: string): void {
    this.status.showName(name);
    this.controls.current?.showName(name);
  }

  showLatency(latencyMs: number | undefined): void {
    this.status.showLatency(latencyMs);
  }

  /** Shows a state and the controls that belong to it. */
  show(view: PlaybackView, controls: PlayerControls): void {
    const { tone, isNotice, isBesideVideo, isCovering, isBusy } = this.status.show(view, controls);
    const { classList } = this.stage;
    const wasLive = classList.contains('live');
    classList.toggle('live', tone === 'live');
    classList.toggle('dimmed', isNotice && !isBesideVideo && !isCovering);
    classList.toggle('covered', isCovering);
    classList.toggle('busy', isBusy);
    classList.toggle('buffering', view.state === 'buffering');
    classList.toggle('full', controls === 'full');
    classList.toggle('bare', controls === 'none');
    // Starts the fade-out without pointer input, for unattended screens.
    if (tone === 'live' && !wasLive) this.controls.current?.reveal();
    if (controls !== 'full') return;
    // The first frame goes first, unless it is late or a button is about to be pressed.
    if (view.state !== 'connecting') this.loadControls();
    else this.controlsTimer ??= setTimeout(() => this.loadControls(), CONTROLS_MS);
  }

  /** Updates the buttons. */
  showControls(sound: SoundState): void {
    this.controls.current?.show(sound);
  }

  /** Shows a message for a moment. */
  showToast(text: string): void {
    setText(this.toast, text);
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => setText(this.toast, ''), TOAST_MS);
  }

  end(): void {
    clearTimeout(this.toastTimer);
    clearTimeout(this.controlsTimer);
    this.controlsTimer = undefined;
    this.controls.current?.end();
  }

  private loadControls(): void {
    if (this.controls.current !== undefined) return;
    clearTimeout(this.controlsTimer);
    void this.controls.load().then(() => this.host.onLayout());
  }
}
