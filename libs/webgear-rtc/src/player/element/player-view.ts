import type { PlaybackView } from '../playback/playback.interface.js';
import type { PlayerControls, PlayerStats } from '../webgear-player.interface.js';
import { wordsOf } from '../playback/state-words.js';
import { ControlsVisibility } from './controls-visibility.js';
import { ControlBar, type ControlActions } from './control-bar.js';
import { make, setText } from './make-element.js';
import type { PictureStage } from './picture-stage.js';
import { StatsPanel } from './stats-panel.js';
import { StatusView } from './status-view.js';
import { playerStyles } from './styles/player-styles.js';

const TOAST_MS = 2500;

/** What a viewer sees of a player, in its shadow. */
export class PlayerView {
  readonly stats = new StatsPanel();
  private readonly status: StatusView;
  private readonly bar: ControlBar;
  private readonly toast = make('div', { class: 'toast', 'aria-live': 'polite' });
  private readonly stage: HTMLElement;
  private readonly visibility: ControlsVisibility;
  private readonly shape = new CSSStyleSheet();
  private ratio = '';
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: ShadowRoot,
    private readonly pictures: PictureStage,
    actions: ControlActions & { play(): void },
  ) {
    this.status = new StatusView(() => actions.play());
    this.bar = new ControlBar(actions);
    const { badge, notice } = this.status;
    const pieces = [badge, this.stats.element, notice, this.toast, this.bar.element];
    this.stage = make('div', { part: 'stage', class: 'stage' }, ...pictures.elements, ...pieces);
    this.visibility = new ControlsVisibility(this.stage);
    root.adoptedStyleSheets = [playerStyles(), this.shape];
    root.append(this.stage);
  }

  /** The element takes the shape of the picture; a rule of the page's own for it comes first. */
  takeShape(width: number, height: number): void {
    const ratio = `${width}/${height}`;
    if (width === 0 || height === 0 || ratio === this.ratio) return;
    this.ratio = ratio;
    this.shape.replaceSync(`:host{aspect-ratio:${ratio}}`);
  }

  showName(name: string): void {
    this.status.showName(name);
  }

  /** Shows a state, and which controls there are. */
  show(view: PlaybackView, controls: PlayerControls): void {
    const { tone, isNotice } = wordsOf(view.state, view.transport);
    const { classList } = this.stage;
    // A screen on a wall has nobody who moves a pointer.
    if (tone === 'live' && !classList.contains('live')) this.visibility.show();
    classList.toggle('live', tone === 'live');
    classList.toggle('dimmed', isNotice);
    classList.toggle('full', controls === 'full');
    classList.toggle('bare', controls === 'none');
    this.status.show(view, controls === 'full');
  }

  /** Shows what the buttons do now. */
  showControls(view: PlaybackView, hasSound: boolean, isFullscreen: boolean): void {
    const { video, visible } = this.pictures;
    this.bar.update({
      isPlaying: !['paused', 'ended', 'replaced', 'idle'].includes(view.state),
      hasFrame: visible !== undefined,
      hasVideo: visible === video,
      hasSound,
      muted: video.muted,
      volume: video.volume,
      isFullscreen,
      showsStats: !this.stats.element.hidden,
    });
  }

  showStats(stats: PlayerStats | undefined, view: PlaybackView): void {
    this.stats.show(stats, view.transport);
  }

  /** Says something for a moment. */
  say(words: string): void {
    setText(this.toast, words);
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => setText(this.toast, ''), TOAST_MS);
  }

  end(): void {
    clearTimeout(this.toastTimer);
    this.visibility.end();
  }
}
