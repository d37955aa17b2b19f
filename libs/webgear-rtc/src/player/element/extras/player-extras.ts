import type { QualityAnswer } from '../../session/server-calls.js';
import type { WebGearPlayer } from '../../webgear-player.interface.js';
import type { LiveWords } from '../../words/live-words.js';
import type { ControlActions, ControlBar } from '../control-bar.js';
import { copyText } from '../copy-text.js';
import type { ExtraActions } from '../extra-actions.js';
import { make } from '../make-element.js';
import { makeSheet } from '../styles/player-styles.js';
import type { VideoStage } from '../video-stage.js';
import { extrasStyles } from './extras-styles.js';
import { takeMediaControls } from './media-controls.js';
import { MenuPanel, type MenuEntry } from './menu-panel.js';
import { Minimap } from './minimap.js';
import { moreEntries } from './more-entries.js';
import { PipCard } from './pip-card.js';
import { qualityEntries } from './quality-entries.js';
import { ScreenWake } from './screen-wake.js';
import { ShortcutsPanel } from './shortcuts-panel.js';
import { StatsPanel } from './stats-panel.js';
import { Zoom } from './zoom.js';
import { watchGestures } from './zoom-gestures.js';

/** The player that the extras belong to. */
export interface ExtrasHost {
  readonly player: WebGearPlayer;
  readonly words: LiveWords;
  readonly root: ShadowRoot;
  readonly stage: HTMLElement;
  /** All layers of video. */
  readonly layers: HTMLElement;
  readonly bar: ControlBar;
  readonly video: VideoStage;
  readonly actions: ControlActions & { shareLink(): void };
  /** URL of a route of the stream. */
  address(route: string): string;
  /** What the server says of the session. */
  answer(): QualityAnswer | undefined;
  showToast(text: string): void;
  /** The statistics were opened or closed. */
  onStats(isOpen: boolean): void;
}

let sheet: CSSStyleSheet | undefined;

/** Menu, statistics, shortcuts, gestures and what belongs to the device. */
export class PlayerExtras implements Omit<ExtraActions, 'shareLink'> {
  private readonly menu: MenuPanel;
  private readonly stats: StatsPanel;
  private readonly shortcuts: ShortcutsPanel;
  private readonly zoom: Zoom;
  private readonly minimap: Minimap;
  private readonly zoomReset = make('button', {
    type: 'button',
    part: 'button',
    class: 'zoom-reset',
    hidden: '',
  });
  private readonly wake = new ScreenWake();
  private readonly ending = new AbortController();

  constructor(private readonly host: ExtrasHost) {
    const { stage, layers, words, bar, root, video, player, actions } = host;
    sheet ??= makeSheet(extrasStyles);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.menu = new MenuPanel(bar.more.element, stage);
    this.stats = new StatsPanel(
      words,
      (rows) => void this.copyStats(rows),
      () => this.toggleStats(),
    );
    this.shortcuts = new ShortcutsPanel(words);
    this.zoom = new Zoom(stage, layers, () => this.showZoom());
    this.minimap = new Minimap(
      this.zoom,
      stage,
      () => video.visible,
      () => getComputedStyle(video.video).objectFit,
    );
    watchGestures(stage, this.zoom, {
      toggleFullscreen: () => actions.toggleFullscreen(),
      isFullscreen: () => player.matches(':fullscreen'),
      isOn: () => player.controls === 'full',
    });
    this.zoomReset.addEventListener('click', () => this.resetZoom());
    words.bind(({ resetZoom }) => this.zoomReset.setAttribute('aria-label', resetZoom));
    bar.gap.after(this.zoomReset);
    const pip = new PipCard(words, () => actions.togglePictureInPicture());
    pip.watch(root, this.ending.signal);
    layers.after(pip.element);
    bar.element.before(this.minimap.element, this.stats.element);
    bar.element.after(this.menu.element, this.shortcuts.element);
    const { signal } = this.ending;
    for (const type of ['pointerdown', 'keydown'] as const)
      stage.addEventListener(type, () => this.takeMedia(), { signal });
    player.addEventListener('fullscreenchange', () => this.update(), { signal });
    new ResizeObserver(() => this.zoom.refresh()).observe(stage);
    this.update();
  }

  /** Whether the video is enlarged. */
  get isZoomed(): boolean {
    return this.zoom.isOn;
  }

  /** State, statistics or rungs changed. */
  update(): void {
    const { player, video } = this.host;
    const { clientWidth, clientHeight } = video.video;
    this.stats.show({
      stats: player.stats,
      transport: player.transport,
      quality: player.transport === 'mjpeg' ? undefined : this.host.answer(),
      shown: { width: clientWidth, height: clientHeight },
    });
    this.wake.set(player.state === 'live' && player.matches(':fullscreen'));
    const { current } = this.host.words;
    if (this.menu.open === current.quality) this.menu.update(this.rungs());
    else if (this.menu.open !== '') this.menu.update(this.entries());
  }

  toggleMenu(): void {
    if (this.menu.open === '') this.menu.show(this.host.words.current.more, this.entries());
    else this.menu.close(true);
  }

  toggleQuality(): void {
    const { quality } = this.host.words.current;
    if (this.menu.open === quality) this.menu.close(true);
    else if (this.host.player.rungs.length > 1) this.menu.show(quality, this.rungs());
  }

  toggleStats(): void {
    const { element } = this.stats;
    element.hidden = !element.hidden;
    this.host.onStats(!element.hidden);
    this.update();
  }

  toggleShortcuts(): void {
    const { player } = this.host;
    this.shortcuts.toggle({ sound: player.hasAudio, quality: player.rungs.length > 1 });
  }

  toggleFit(): void {
    const { player } = this.host;
    player.fit = this.isFilled ? 'contain' : 'cover';
  }

  zoomBy(factor: number): void {
    this.zoom.by(factor);
  }

  resetZoom(): void {
    this.zoom.reset();
  }

  pan(x: number, y: number): void {
    const { clientWidth, clientHeight } = this.host.stage;
    this.zoom.pan({ x: x * clientWidth, y: y * clientHeight });
  }

  /** The stream is over. */
  end(): void {
    this.menu.close();
    this.zoom.reset();
    this.wake.set(false);
  }

  private get isFilled(): boolean {
    return getComputedStyle(this.host.video.video).objectFit === 'cover';
  }

  private entries(): MenuEntry[] {
    const { player, words, actions, address } = this.host;
    return moreEntries(words.current, {
      choice: player,
      isFilled: this.isFilled,
      showsStats: !this.stats.element.hidden,
      hasWindow: document.pictureInPictureEnabled,
      openQuality: () => this.toggleQuality(),
      setQuality: (quality) => (player.quality = quality),
      toggleStats: () => this.toggleStats(),
      toggleFit: () => this.toggleFit(),
      toggleShortcuts: () => this.toggleShortcuts(),
      saveSnapshot: () => actions.saveSnapshot(),
      togglePictureInPicture: () => actions.togglePictureInPicture(),
      shareLink: () => actions.shareLink(),
      openWindow: () => window.open(address(''), '_blank', 'popup,noopener,width=960,height=540'),
    });
  }

  private rungs(): MenuEntry[] {
    const { player, words } = this.host;
    return qualityEntries(player, words.current, (quality) => (player.quality = quality));
  }

  private showZoom(): void {
    this.zoomReset.hidden = !this.zoom.isOn;
    this.zoomReset.textContent = `${this.zoom.scale.toFixed(1)}×`;
    this.minimap.update();
  }

  private takeMedia(): void {
    const { player, words, address } = this.host;
    takeMediaControls({
      title: player.name || words.current.liveVideo,
      artwork: address('snapshot.jpg?last'),
      play: () => player.play(),
      pause: () => player.pause(),
    });
  }

  private async copyStats(rows: string): Promise<void> {
    const { player, words, showToast } = this.host;
    const head = [player.name || words.current.liveVideo, new Date().toISOString(), navigator.userAgent];
    const text = `${head.join('\n')}\n\n${rows}\n`;
    showToast((await copyText(text)) ? words.current.statisticsCopied : text);
  }
}
