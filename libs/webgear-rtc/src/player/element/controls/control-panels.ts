import type { QualityAnswer } from '../../session/server-calls.js';
import type { WebGearPlayer } from '../../webgear-player.interface.js';
import type { LiveWords } from '../../words/live-words.js';
import { make } from '../make-element.js';
import { StatsPanel } from '../statistics/stats-panel.js';
import type { VideoStage } from '../video-stage.js';
import { Minimap } from '../zoom/minimap.js';
import { Zoom } from '../zoom/zoom.js';
import { watchGestures } from '../zoom/zoom-gestures.js';
import type { ControlBar } from './control-bar.js';
import { copyText } from './copy-text.js';
import { MenuPanel, type MenuEntry } from './menu-panel.js';
import { moreEntries } from './more-entries.js';
import type { PanelActions, PlayerActions } from './player-actions.js';
import { qualityEntries } from './quality-entries.js';
import { ShortcutsPanel } from './shortcuts-panel.js';

/** What the panels belong to. */
export interface PanelsHost {
  readonly player: WebGearPlayer;
  readonly words: LiveWords;
  readonly stage: HTMLElement;
  readonly bar: ControlBar;
  readonly video: VideoStage;
  actions(): PlayerActions;
  /** URL of a route of the stream. */
  address(route: string): string;
  /** What the server says of the session. */
  answer(): QualityAnswer | undefined;
  showToast(text: string): void;
  /** The statistics were opened or closed. */
  onStats(): void;
}

/** Menu, statistics, list of keys, and enlarged video. */
export class ControlPanels implements PanelActions {
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

  constructor(private readonly host: PanelsHost) {
    const { stage, words, bar, video, player } = host;
    this.menu = new MenuPanel(bar.more.element, stage);
    this.stats = new StatsPanel(
      words,
      (rows) => void this.copyStats(rows),
      () => this.toggleStats(),
    );
    this.shortcuts = new ShortcutsPanel(words);
    this.zoom = new Zoom(stage, video.element, () => this.showZoom());
    this.minimap = new Minimap(
      this.zoom,
      stage,
      () => video.visible,
      () => this.fit,
    );
    watchGestures(stage, this.zoom, {
      toggleFullscreen: () => host.actions().toggleFullscreen(),
      isFullscreen: () => player.matches(':fullscreen'),
      isOn: () => player.controls === 'full',
    });
    this.zoomReset.addEventListener('click', () => {
      this.resetZoom();
      bar.more.element.focus({ preventScroll: true });
    });
    words.bind(({ resetZoom }) => this.zoomReset.setAttribute('aria-label', resetZoom));
    bar.gap.after(this.zoomReset);
    bar.element.before(this.minimap.element, this.stats.element);
    bar.element.after(this.menu.element, this.shortcuts.element);
    if (typeof ResizeObserver !== 'undefined') new ResizeObserver(() => this.zoom.refresh()).observe(stage);
  }

  /** Whether the video is enlarged. */
  get isZoomed(): boolean {
    return this.zoom.isOn;
  }

  /** Whether the statistics are open. */
  get showsStats(): boolean {
    return !this.stats.element.hidden;
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
    const hadFocus = element.querySelector(':focus') !== null;
    element.hidden = !element.hidden;
    if (hadFocus) this.host.bar.more.element.focus({ preventScroll: true });
    this.host.onStats();
    this.update();
  }

  toggleShortcuts(): void {
    const { player } = this.host;
    this.shortcuts.toggle({ sound: player.hasAudio, quality: player.rungs.length > 1 });
  }

  toggleFit(): void {
    const { player } = this.host;
    player.fit = this.fit === 'cover' ? 'contain' : 'cover';
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
    this.minimap.end();
  }

  /** As the page or the viewer set it. */
  private get fit(): string {
    return getComputedStyle(this.host.video.video).objectFit;
  }

  private entries(): MenuEntry[] {
    const { player, words, address } = this.host;
    return moreEntries(words.current, this.host.actions(), {
      choice: player,
      isFilled: this.fit === 'cover',
      showsStats: this.showsStats,
      setQuality: (quality) => (player.quality = quality),
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

  private async copyStats(rows: string): Promise<void> {
    const { player, words, showToast } = this.host;
    const head = [player.name || words.current.liveVideo, new Date().toISOString(), navigator.userAgent];
    const text = `${head.join('\n')}\n\n${rows}\n`;
    showToast((await copyText(text)) ? words.current.statisticsCopied : text);
  }
}
