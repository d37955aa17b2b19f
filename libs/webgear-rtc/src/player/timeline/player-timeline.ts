import type { WebGearPlayer } from '../webgear-player.interface.js';
import { ClipLoader } from './clip-loader.js';
import { KeptTimes } from './kept-times.js';
import { RecordedPlayback } from './recorded-playback.js';
import { usefulLengths, usualLength, windowOf, type WindowLength } from './time-window.js';
import { TimelineBar } from './timeline-bar.js';
import { timelineStyles } from './timeline-styles.js';
import { timelineWords } from './timeline-words.js';

/** The player that a timeline belongs to. */
export interface TimelineHost {
  readonly player: WebGearPlayer;
  readonly root: ShadowRoot;
  readonly stage: HTMLElement;
  /** All layers of the video. */
  readonly layers: HTMLElement;
  /** The row of buttons, which the timeline is placed over. */
  readonly buttons: HTMLElement;
  /** The language of the texts, now. */
  tongue(): string;
  /** Whether the video is in a picture-in-picture window. */
  isInWindow(): boolean;
  showToast(text: string): void;
  /** What is shown is another one: live or recorded, playing or halted. */
  onTimeline(): void;
}

/** The clock of the slider. */
const TICK_MS = 1000;
/** A list that is older is fetched again when the slider is used. */
const LIST_AGE_MS = 10_000;
/** Closer than this to now is live. */
const LIVE_MS = 3000;

/** Looks back at what is recorded. The live session goes on below it, so that `Live` is there at once. */
export class PlayerTimeline {
  private readonly bar: TimelineBar;
  private loader: ClipLoader | undefined;
  private kept: KeptTimes | undefined;
  private listedMs = -Infinity;
  private playback: RecordedPlayback | undefined;
  private length: WindowLength | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: TimelineHost) {
    const { root, stage, buttons, player } = host;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(timelineStyles);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.bar = new TimelineBar({
      seek: (timeMs, toleranceMs) => this.seek(timeMs, toleranceMs),
      goLive: () => this.goLive(),
      changeLength: () => this.changeLength(),
      onUse: () => void this.list(),
    });
    stage.append(this.bar.note);
    buttons.before(this.bar.element);
    player.addEventListener('volumechange', () => this.followSound());
    // A new session brings new tracks.
    for (const type of ['statechange', 'audiochange'])
      player.addEventListener(type, () => this.followSound());
  }

  /** Whether recorded video is shown. */
  get looksBack(): boolean {
    return this.playback !== undefined;
  }

  /** Whether it halts at a frame. */
  get isHalted(): boolean {
    return this.playback?.isPaused === true;
  }

  /** Plays the recorded video, or halts it. */
  toggleHalt(): void {
    this.playback?.togglePlay();
    this.host.onTimeline();
  }

  /** The recorded video, for snapshots and picture in picture; `undefined` for live. */
  get shownVideo(): HTMLVideoElement | undefined {
    return this.playback?.video;
  }

  /** Attributes, the stream or the language changed. */
  refresh(): void {
    const { player } = this.host;
    if (!player.isConnected || !player.hasAttribute('timeline') || player.src === '') return this.leave();
    if (this.loader?.src !== player.src) {
      this.leave();
      this.loader = new ClipLoader(player);
      this.kept = undefined;
      this.listedMs = -Infinity;
      void this.list();
    }
    this.ticking ??= setInterval(() => this.tick(), TICK_MS);
    this.show();
  }

  /** The stream is over, or another one follows. */
  leave(): void {
    clearInterval(this.ticking);
    this.ticking = undefined;
    this.bar.end();
    this.bar.element.hidden = true;
    this.goLive();
    this.loader = undefined;
  }

  private tick(): void {
    // Nothing was kept yet.
    if (this.kept?.oldestMs === undefined) void this.list();
    this.show();
  }

  private async list(): Promise<void> {
    const { loader } = this;
    if (loader === undefined || Date.now() - this.listedMs < LIST_AGE_MS) return;
    this.listedMs = Date.now();
    const answer = await loader.list();
    if (answer === undefined || loader !== this.loader) return;
    if (answer === 'refused') {
      // Until there is another stream.
      this.listedMs = Infinity;
      return;
    }
    this.kept = new KeptTimes(answer, Date.now());
    this.show();
  }

  private seek(timeMs: number, toleranceMs = 0): void {
    const { kept, host } = this;
    const nowMs = Date.now();
    const target = kept?.nearest(timeMs, nowMs, toleranceMs);
    if (kept === undefined || target === undefined || target > kept.serverTime(nowMs) - LIVE_MS)
      return this.goLive();
    if (this.playback === undefined) this.begin();
    host.stage.classList.add('looking-back');
    void this.playback?.seek(target);
  }

  private begin(): void {
    const { host, loader } = this;
    if (loader === undefined) return;
    this.playback = new RecordedPlayback(host.layers, loader, {
      onChange: () => this.show(),
      onShow: (video) => this.followWindow(video),
      onEnd: (endMs) => this.goOn(endMs),
      onFailure: () => host.showToast(this.words.recordingFailed),
    });
    this.followSound();
    host.onTimeline();
  }

  /** Over a gap to what follows it; live where nothing does. */
  private goOn(endMs: number): void {
    const { kept } = this;
    const nowMs = Date.now();
    const following = kept?.at(nowMs).find(({ startMs }) => startMs > endMs);
    if (following === undefined || kept === undefined) return this.goLive();
    this.host.showToast(this.words.nothingRecorded);
    this.seek(following.startMs);
  }

  private goLive(): void {
    const { playback, host } = this;
    if (playback === undefined) return;
    this.playback = undefined;
    this.followWindow(host.player.video);
    playback.end();
    host.stage.classList.remove('looking-back');
    this.followSound();
    this.show();
    host.onTimeline();
  }

  /** Picture in picture shows what the page would. A press is needed only to open the window. */
  private followWindow(video: HTMLVideoElement): void {
    if (this.host.isInWindow()) video.requestPictureInPicture().catch(() => undefined);
  }

  /** Only one of the two is heard. The tracks of live video, not its element, whose sound is the viewer's choice. */
  private followSound(): void {
    const { player } = this.host;
    const { playback } = this;
    const live = player.video.srcObject;
    if (live instanceof MediaStream)
      for (const track of live.getAudioTracks()) track.enabled = playback === undefined;
    if (playback === undefined) return;
    playback.video.muted = player.muted;
    playback.video.volume = player.volume;
  }

  private changeLength(): void {
    const useful = this.usefulLengths();
    const at = useful.findIndex(({ ms }) => ms === this.length?.ms);
    this.length = useful[(at + 1) % useful.length];
    this.show();
  }

  private usefulLengths(): readonly WindowLength[] {
    const { kept } = this;
    const oldestMs = kept?.oldestMs;
    return kept === undefined || oldestMs === undefined
      ? []
      : usefulLengths(kept.serverTime(Date.now()) - oldestMs);
  }

  private show(): void {
    const { kept, bar, playback, host } = this;
    const useful = this.usefulLengths();
    const length = useful.find(({ ms }) => ms === this.length?.ms) ?? usualLength(useful);
    bar.element.hidden = kept === undefined || length === undefined || this.ticking === undefined;
    if (kept === undefined || length === undefined) return;
    const nowMs = Date.now();
    const positionMs = playback?.positionMs;
    bar.showWords(this.words, this.host.player.words.live, host.tongue());
    bar.show({
      window: windowOf(length.ms, positionMs, kept.serverTime(nowMs)),
      spans: kept.at(nowMs),
      positionMs,
      length,
      hasLengths: useful.length > 1,
    });
  }

  private get words(): ReturnType<typeof timelineWords> {
    return timelineWords(this.host.tongue(), this.host.player.words);
  }
}
