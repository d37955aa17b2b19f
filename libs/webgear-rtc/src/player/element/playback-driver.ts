import { AudioPresence } from '../playback/audio-presence.js';
import type { PlaybackActions, PlaybackEvent, PlaybackView } from '../playback/playback.interface.js';
import { PlaybackMachine } from '../playback/playback-machine.js';
import { answersAudio, firewallRule, isRelayedOnly } from '../session/answer-sdp.js';
import { OfferFailed, type ServerCalls } from '../session/server-calls.js';
import { QualityLink } from '../session/quality-link.js';
import { ViewerSession, type SessionListener } from '../session/viewer-session.js';
import type { PlayerStats, PlayerTransport } from '../webgear-player.interface.js';
import { DisplayedSize } from './displayed-size.js';
import { watchPage } from './page-watch.js';
import { SessionMeasurement } from './session-measurement.js';
import type { VideoStage } from './video-stage.js';

const TICK_MS = 400;
/** A larger clock jump between ticks means that the computer slept or the browser froze the page. */
const SLEPT_MS = 3000;

/** Events of the driver. */
export interface DriverListener {
  onView(view: PlaybackView): void;
  onStats(stats: PlayerStats | undefined): void;
  /** The presence of sound may have changed. `setsIn`: it begins to be played. */
  onAudio(setsIn: boolean): void;
  /** Rungs, the rung in use or the server's state of the session may have changed. */
  onQuality(): void;
  /** The first frame of a session is on screen; it may be a slate. */
  onFirstFrame(): void;
  /** The first frame of the stream itself, not of a slate, is on screen. */
  onLive(transport: PlayerTransport): void;
  onFailure(code: string, message: string): void;
}

/** Plays one stream: executes the actions of the {@link PlaybackMachine} and sends it events. */
export class PlaybackDriver {
  readonly quality: QualityLink;
  readonly audio = new AudioPresence();
  private readonly machine: PlaybackMachine;
  private readonly size: DisplayedSize;
  private readonly ending = new AbortController();
  private session: ViewerSession | undefined;
  private lastSessionToken: string | undefined;
  private readonly measurement = new SessionMeasurement();
  /** Identifies this player in requests for images. */
  private viewer = newViewer();
  private hasFrame = false;
  /** Name of the pinned rung; `null` for automatic selection. */
  private pinned: string | null = null;
  private responses = 0;
  private announced = '';
  /** Whether a connection needs STUN or TURN servers. */
  private needsIceServers = false;
  /** Session counter: events of an earlier session are ignored. */
  private turn = 0;
  private tickedAtMs = Date.now();

  constructor(
    /** The server of the stream. */
    readonly server: ServerCalls,
    private readonly host: HTMLElement & { readonly quality: string; readonly noAudio: boolean },
    private readonly stage: VideoStage,
    settings: { readonly mayFallBack: boolean },
    private readonly listener: DriverListener,
  ) {
    this.machine = new PlaybackMachine(this.actions(), settings, Math.random);
    this.size = new DisplayedSize(host, this.ending.signal);
    this.quality = new QualityLink(server, {
      onAnswer: (answer) => this.tell({ type: 'quality', isTooSlow: answer && answer.tooSlow === true }),
      onChange: () => this.listener.onQuality(),
    });
    this.pinned = pinOf(host.quality);
    const ticking = setInterval(() => this.tick(), TICK_MS);
    this.ending.signal.addEventListener('abort', () => clearInterval(ticking));
  }

  /** Secret of the session; `undefined` while there is none. */
  get sessionToken(): string | undefined {
    return this.session?.sessionToken;
  }

  /** The latest statistics. */
  get stats(): PlayerStats | undefined {
    const { stats } = this.measurement;
    const latencyMs = this.stage.latency.latencyMs(performance.now());
    return this.session && stats && { ...stats, latencyMs };
  }

  /** Starts playback; with `paused`, waits for {@link play}. */
  start(paused: boolean): void {
    this.tell(paused ? { type: 'pause' } : { type: 'play', byUser: false });
    let returns = false;
    const page = {
      onHidden: () => {
        this.tell({ type: 'hidden' });
        this.updateQuality();
      },
      onShown: () => {
        this.stage.resume();
        this.tell({ type: 'shown' });
        this.updateQuality();
      },
      onNetworkChanged: () => this.noteNetworkChange(),
      onLeave: () => {
        returns = this.session !== undefined;
        if (returns) this.tell({ type: 'stop' });
      },
      onReturn: () => {
        if (returns) this.tell({ type: 'play', byUser: false });
      },
    };
    watchPage(page, this.ending.signal);
  }

  /** @param byUser whether the viewer asked for it: it may then replace another window and restart an ended stream */
  play(byUser: boolean): void {
    this.tell({ type: 'play', byUser });
  }

  /** @param quality name of a rung, or `auto` */
  pinQuality(quality: string): void {
    this.pinned = pinOf(quality);
    this.updateQuality();
  }

  pause(): void {
    this.tell({ type: 'pause' });
  }

  /** Stops playback and releases everything. */
  end(): void {
    this.tell({ type: 'stop' });
    this.ending.abort();
    this.stage.clear();
  }

  private tell(event: PlaybackEvent): void {
    if (!this.ending.signal.aborted) this.machine.handle(event, performance.now());
  }

  private actions(): PlaybackActions {
    return {
      openSession: (takesOver) => void this.openSession(takesOver),
      closeSession: () => this.closeSession(),
      resumeVideo: () => this.stage.resume(),
      queryState: () => void this.server.state().then((state) => this.tell({ type: 'server-state', state })),
      queryQuality: () => void this.quality.ask(performance.now()),
      showFallback: () => {
        this.responses++;
        this.stage.showFallback({
          connect: (signal) => this.server.images(this.viewer, signal),
          onImage: (bytes) => this.tell({ type: 'fallback-image', bytes }),
          onLost: (failure) => this.tell({ type: 'fallback-lost', failure }),
        });
      },
      hideFallback: () => this.stage.hideFallback(),
      show: (view) => {
        this.needsIceServers ||= view.state === 'blocked' || view.transport === 'mjpeg';
        this.listener.onView(view);
        this.noteLive(view);
      },
    };
  }

  private async openSession(takesOver: boolean): Promise<void> {
    // The server refuses an offer that names a replaced session (WGR_VIEWER_REPLACED).
    if (takesOver) {
      this.lastSessionToken = undefined;
      this.viewer = newViewer();
    }
    this.measurement.begin(performance.now());
    this.hasFrame = false;
    this.audio.begin(performance.now());
    this.turn++;
    const { turn } = this;
    let session: ViewerSession | undefined;
    try {
      // Requested only when needed: it costs a round trip, and few networks need it.
      const iceServers = this.needsIceServers ? await this.server.currentIceServers() : [];
      if (turn !== this.turn) return;
      session = new ViewerSession(this.server, this.listenTo(turn), iceServers, !this.host.noAudio);
      this.session = session;
      this.wantQuality();
      await session.open(this.lastSessionToken, this.quality.begin());
    } catch (error) {
      if (turn !== this.turn) return;
      const failure = error instanceof OfferFailed ? error.failure : ({ kind: 'unsupported' } as const);
      if (failure.kind === 'refusal') this.listener.onFailure(failure.code, failure.message);
      else this.listener.onFailure('', failure.kind);
      this.tell({ type: 'failed', failure });
    }
  }

  /** Forwards events of a session while it is the current one. */
  private listenTo(turn: number): SessionListener {
    const ifCurrent = (event: PlaybackEvent): void => {
      if (turn === this.turn) this.tell(event);
    };
    return {
      onAnswer: (sdp: string) => {
        this.audio.isPromised = answersAudio(sdp);
        const isHopeless = isRelayedOnly(sdp) && !this.needsIceServers;
        this.needsIceServers ||= isHopeless;
        ifCurrent(isHopeless ? { type: 'lost' } : { type: 'answered', firewall: firewallRule(sdp) });
      },
      onConnected: () => ifCurrent({ type: 'connected' }),
      onLost: () => ifCurrent({ type: 'lost' }),
      onSound: () => {
        if (turn !== this.turn) return;
        this.audio.noteArrival(performance.now());
        this.listener.onAudio(true);
      },
      onStream: (stream: MediaStream) => {
        if (turn !== this.turn) return;
        this.listener.onAudio(true);
        this.stage.showStream(
          stream,
          () => this.noteFirstFrame(turn),
          () => ifCurrent({ type: 'autoplay-blocked' }),
        );
      },
    };
  }

  private closeSession(): void {
    const { session } = this;
    this.stage.hold();
    this.turn++;
    this.session = undefined;
    this.quality.end();
    this.lastSessionToken = session?.sessionToken ?? this.lastSessionToken;
    session?.close();
    this.listener.onStats(undefined);
    this.listener.onQuality();
  }

  private noteFirstFrame(turn: number): void {
    if (this.hasFrame || turn !== this.turn) return;
    this.hasFrame = true;
    performance.mark('webgear-rtc:first-frame');
    this.stage.uncover();
    this.tell({ type: 'first-frame' });
    void this.session?.watchPath();
    this.listener.onFirstFrame();
  }

  /** Announces the first frame of each connection, but not that of a slate, which only the state identifies. */
  private noteLive({ state, transport }: PlaybackView): void {
    const connection = `${transport} ${transport === 'webrtc' ? this.turn : this.responses}`;
    if (state !== 'live' || connection === this.announced) return;
    this.announced = connection;
    this.listener.onLive(transport);
  }

  private tick(): void {
    const wallMs = Date.now();
    if (wallMs - this.tickedAtMs > TICK_MS + SLEPT_MS) this.noteNetworkChange();
    this.tickedAtMs = wallMs;
    this.tell({ type: 'tick' });
    this.updateQuality();
    const isDue = this.measurement.isDue(this.hasFrame, performance.now());
    if (this.session !== undefined && isDue) void this.measure(this.session);
  }

  private noteNetworkChange(): void {
    this.tell({ type: 'network-changed' });
    this.session?.suspectPath();
  }

  private wantQuality(): void {
    const { maxHeight, isHidden: hidden } = this.size;
    this.quality.want({ maxHeight, hidden, rung: this.pinned }, performance.now());
  }

  private updateQuality(): void {
    this.wantQuality();
    this.quality.tick(this.session?.sessionToken, performance.now());
  }

  private async measure(session: ViewerSession): Promise<void> {
    const report = await this.measurement.read(session, () => session === this.session);
    if (report === undefined) return;
    this.quality.noteFrames(report.height);
    this.audio.observe(report.audio?.packetsReceived ?? 0, report.framesDecoded, report.atMs);
    this.listener.onAudio(false);
    // `requestVideoFrameCallback` does not fire in a hidden page and is missing in old browsers.
    if (report.framesDecoded > 0) this.noteFirstFrame(this.turn);
    this.tell({ type: 'sample', sample: { ...report, delayMs: this.measurement.delayMs } });
    this.listener.onStats(this.stats);
  }
}

function pinOf(quality: string): string | null {
  return quality === 'auto' ? null : quality;
}

/** Not `randomUUID()`, which exists in secure contexts only. */
function newViewer(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
