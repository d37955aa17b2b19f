import type { PlaybackView } from '../playback/playback.interface.js';
import type { PlayerControls } from '../webgear-player.interface.js';
import { stateTextOf } from '../playback/state-text.js';
import type { LiveWords } from '../words/live-words.js';
import { ControlsVisibility } from './controls-visibility.js';
import { ControlBar, type ControlActions } from './control-bar.js';
import { make, setText } from './make-element.js';
import { SoundControls, type SoundState } from './sound-controls.js';
import type { VideoStage } from './video-stage.js';
import { QualityMenu } from './quality-menu.js';
import { StatsPanel } from './stats-panel.js';
import { StatusView } from './status-view.js';
import { playerStyles } from './styles/player-styles.js';

const TOAST_MS = 2500;

/** The shadow tree of a player. */
export class PlayerView {
  readonly stats = new StatsPanel();
  readonly menu: QualityMenu;
  private readonly status: StatusView;
  private readonly bar: ControlBar;
  private readonly sound: SoundControls;
  private readonly toast = make('div', { class: 'toast', 'aria-live': 'polite' });
  private readonly stage: HTMLElement;
  private readonly visibility: ControlsVisibility;
  private readonly shape = new CSSStyleSheet();
  private ratio = '';
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: ShadowRoot,
    private readonly video: VideoStage,
    private readonly words: LiveWords,
    actions: ControlActions & { play(): void; setQuality(quality: string): void },
  ) {
    this.status = new StatusView(words, () => actions.play());
    this.menu = new QualityMenu(actions);
    this.sound = new SoundControls(actions);
    this.bar = new ControlBar(actions, this.menu.button, this.sound.elements);
    const { badge, notice } = this.status;
    const { invitation } = this.sound;
    const over = [badge, this.stats.element, notice, this.toast, invitation];
    const pieces = [...over, this.bar.element, this.menu.element];
    this.stage = make('div', { part: 'stage', class: 'stage' }, ...video.elements, ...pieces);
    this.visibility = new ControlsVisibility(this.stage);
    this.menu.closeOutsideOf(this.stage);
    root.adoptedStyleSheets = [playerStyles(), this.shape];
    root.append(this.stage);
  }

  /** Adopts the aspect ratio of the video; a rule of the page takes precedence. */
  setAspectRatio(width: number, height: number): void {
    const ratio = `${width}/${height}`;
    if (width === 0 || height === 0 || ratio === this.ratio) return;
    this.ratio = ratio;
    this.shape.replaceSync(`:host{aspect-ratio:${ratio}}`);
  }

  showName(name: string): void {
    this.status.showName(name);
  }

  /** Shows a state and the controls that belong to it. */
  show(view: PlaybackView, controls: PlayerControls): void {
    const { tone, isNotice, isBesideVideo } = stateTextOf(view, this.words.current);
    const { classList } = this.stage;
    // Starts the fade-out without pointer input, for unattended screens.
    if (tone === 'live' && !classList.contains('live')) this.visibility.show();
    classList.toggle('live', tone === 'live');
    classList.toggle('dimmed', isNotice && !isBesideVideo);
    classList.toggle('full', controls === 'full');
    classList.toggle('bare', controls === 'none');
    this.status.show(view, controls === 'full');
  }

  /** Updates the buttons. */
  showControls(view: PlaybackView, sound: SoundState, isFullscreen: boolean): void {
    const { video, visible } = this.video;
    this.sound.update(sound);
    this.bar.update({
      isPlaying: !['paused', 'ended', 'replaced', 'idle'].includes(view.state),
      hasFrame: visible !== undefined,
      hasVideo: visible === video,
      isFullscreen,
      showsStats: !this.stats.element.hidden,
    });
  }

  /** Shows a message for a moment. */
  showToast(text: string): void {
    setText(this.toast, text);
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => setText(this.toast, ''), TOAST_MS);
  }

  end(): void {
    clearTimeout(this.toastTimer);
    this.visibility.end();
  }
}
