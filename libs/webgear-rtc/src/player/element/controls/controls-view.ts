import type { WebGearPlayer } from '../../webgear-player.interface.js';
import { englishControls } from '../../words/english-controls.js';
import type { LiveWords } from '../../words/live-words.js';
import type { QualityAnswer } from '../../session/server-calls.js';
import { makeSheet } from '../styles/player-styles.js';
import type { PlayerTimeline } from '../../timeline/player-timeline.js';
import type { VideoStage } from '../video-stage.js';
import { barStyles } from './bar-styles.js';
import { ControlBar } from './control-bar.js';
import { ControlPanels } from './control-panels.js';
import { ControlsVisibility, isOnVideo } from './controls-visibility.js';
import { keyAction } from './keyboard.js';
import { releaseMediaControls, takeMediaControls } from './media-controls.js';
import { panelStyles } from './panel-styles.js';
import { PipCard } from './pip-card.js';
import { playerActions, type PlayerActions } from './player-actions.js';
import { ScreenWake } from './screen-wake.js';
import { SoundControls, type SoundState } from './sound-controls.js';
import { toastStyles } from './toast-styles.js';
import { ViewerCommands } from './viewer-commands.js';

/** The player that the controls belong to. */
export interface ControlsHost {
  readonly player: WebGearPlayer;
  readonly words: LiveWords;
  readonly root: ShadowRoot;
  readonly stage: HTMLElement;
  readonly video: VideoStage;
  /** As by a slider: 0 is muted, anything else is not. */
  slideTo(volume: number): void;
  /** URL of a route of the stream. */
  address(route: string): string;
  /** What the server says of the session. */
  answer(): QualityAnswer | undefined;
  showToast(text: string): void;
  /** Full screen or picture in picture began or ended. */
  onLayout(): void;
  /** The statistics were opened or closed. */
  onStats(): void;
}

/** A narrower player has no buttons: a click opens it in full screen. */
const LEAST_WIDTH = 160;

let sheet: CSSStyleSheet | undefined;

/** Buttons and keys, and when they are visible. */
export class ControlsView {
  private readonly bar: ControlBar;
  private readonly sound: SoundControls;
  private readonly panels: ControlPanels;
  private readonly actions: PlayerActions;
  private readonly commands: ViewerCommands;
  private readonly visibility: ControlsVisibility;
  private readonly wake = new ScreenWake();
  private timeline: PlayerTimeline | undefined;
  private timelineFile: Promise<void> | undefined;

  constructor(private readonly host: ControlsHost) {
    const { player, words, root, stage, video } = host;
    sheet ??= makeSheet(toastStyles + barStyles + panelStyles);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    words.add(englishControls);
    this.commands = new ViewerCommands(player, video, host.showToast);
    const panels = (): ControlPanels => this.panels;
    this.actions = playerActions(player, panels, {
      ...host,
      commands: this.commands,
      timeline: () => this.timeline,
    });
    this.sound = new SoundControls(words, this.actions);
    this.bar = new ControlBar(words, this.actions, this.sound.elements);
    stage.append(this.sound.invitation, this.bar.element);
    this.panels = new ControlPanels({ ...host, bar: this.bar, actions: () => this.actions });
    const card = new PipCard(words, () => {
      // The card goes with the window; the focus would be lost with it.
      this.bar.more.element.focus({ preventScroll: true });
      this.actions.togglePictureInPicture();
    });
    card.watch(root);
    video.element.after(card.element);
    this.visibility = new ControlsVisibility(stage);
    this.visibility.show();
    this.listen();
    words.bind(() => this.showName(player.name));
  }

  /** Whether the statistics are open. */
  get showsStats(): boolean {
    return this.panels.showsStats;
  }

  /** Shows the controls until they fade. */
  reveal(): void {
    this.visibility.show();
  }

  /** @param name of the stream, empty if it has none */
  showName(name: string): void {
    this.bar.element.setAttribute('aria-label', name || this.host.words.current.player);
  }

  /** Shows what there is to press, and how it stands. */
  show(sound: SoundState): void {
    const { commands, host } = this;
    const { state } = host.player;
    const { video, visible } = host.video;
    const { timeline } = this;
    this.sound.update(sound);
    this.bar.update({
      isPlaying: timeline?.looksBack
        ? !timeline.isHalted
        : !['paused', 'ended', 'replaced', 'idle'].includes(state),
      hasFrame: visible !== undefined,
      hasVideo: visible === video,
      isFullscreen: commands.isFullscreen,
      hasFullscreen: commands.hasFullscreen,
      isInWindow: commands.isInWindow,
    });
    this.wake.set(state === 'live' && commands.isFullscreen);
    this.panels.update();
    if (timeline !== undefined) timeline.refresh();
    else if (host.player.hasAttribute('timeline')) void this.loadTimeline();
  }

  /** Statistics, rungs or attributes changed. */
  update(): void {
    this.panels.update();
  }

  /** The stream is over. */
  end(): void {
    this.visibility.end();
    this.panels.end();
    this.wake.set(false);
    this.timeline?.leave();
    releaseMediaControls(this.host.player);
  }

  /** Does what a key stands for, if it stands for anything. */
  useKey(event: KeyboardEvent): void {
    const { player } = this.host;
    if (player.controls !== 'full' || event.defaultPrevented) return;
    const { hasAudio: hasSound, muted, volume } = player;
    const { isZoomed } = this.panels;
    const act = keyAction(event, this.actions, { hasSound, muted, volume, isZoomed });
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  private listen(): void {
    const { player, root, stage, onLayout } = this.host;
    player.addEventListener('keydown', (event) => this.useKey(event));
    player.addEventListener('fullscreenchange', () => {
      onLayout();
      // Space means the video now, not the button that was clicked; a keyboard stays where it was.
      if (root.activeElement?.matches('button:not(:focus-visible)')) stage.focus({ preventScroll: true });
    });
    for (const type of ['enterpictureinpicture', 'leavepictureinpicture'])
      root.addEventListener(type, () => onLayout());
    stage.addEventListener('click', (event) => {
      if (stage.clientWidth < LEAST_WIDTH && player.controls === 'full' && isOnVideo(event))
        this.actions.toggleFullscreen();
    });
    for (const type of ['pointerdown', 'keydown']) stage.addEventListener(type, () => this.takeMedia());
  }

  private loadTimeline(): Promise<void> {
    const { player, root, stage, video, words, showToast, onLayout } = this.host;
    return (this.timelineFile ??= import('../../timeline/player-timeline.js').then(
      ({ PlayerTimeline: Timeline }) => {
        this.timeline = new Timeline({
          player,
          root,
          stage,
          layers: video.element,
          buttons: this.bar.element,
          tongue: () => words.language,
          isInWindow: () => this.commands.isInWindow,
          showToast,
          onTimeline: onLayout,
        });
        onLayout();
      },
      // The page has not deployed the file: there is no timeline.
      () => undefined,
    ));
  }

  private takeMedia(): void {
    const { player, words, address } = this.host;
    if (player.controls !== 'full') return;
    takeMediaControls(player, {
      title: player.name || words.current.liveVideo,
      artwork: address('snapshot.jpg?last'),
      play: () => player.play(),
      pause: () => player.pause(),
    });
  }
}
