import type { PlaybackActions, PlaybackEvent, PlaybackView } from '../playback/playback.interface.js';
import { PlaybackMachine } from '../playback/playback-machine.js';
import { isRelayedOnly, mediaOpenings } from '../session/media-openings.js';
import { OfferFailed, type ServerCalls } from '../session/server-calls.js';
import { StatsMeter } from '../session/stats-meter.js';
import { ViewerSession, type SessionListener } from '../session/viewer-session.js';
import type { PlayerStats, PlayerTransport } from '../webgear-player.interface.js';
import { watchPage } from './page-watch.js';
import type { PictureStage } from './picture-stage.js';

const TICK_MS = 400;
/** A clock that jumps by more is one that stood: the computer slept, or the browser froze the page. */
const SLEPT_MS = 3000;

/** What a driver tells. */
export interface DriverListener {
  onView(view: PlaybackView): void;
  onStats(stats: PlayerStats | undefined): void;
  /** Another picture is on screen than before, which may be a slate. */
  onFrame(): void;
  /** The first frame of the stream itself is on screen. */
  onLive(transport: PlayerTransport): void;
  onFailure(code: string, message: string): void;
}

/** Plays one stream: carries out what the machine decides, and tells it what happens. */
export class PlaybackDriver {
  private readonly machine: PlaybackMachine;
  private readonly ending = new AbortController();
  private session: ViewerSession | undefined;
  private lastSessionToken: string | undefined;
  private meter = new StatsMeter();
  /** Tells this viewer of images from others. */
  private viewer = newViewer();
  private hasFrame = false;
  private responses = 0;
  /** The connection whose first frame was announced. */
  private announced = '';
  /** Without the servers for STUN and TURN there is no way. */
  private needsIceServers = false;
  /** Grows with each session: what an earlier one still has to say comes too late. */
  private turn = 0;
  private tickedAtMs = Date.now();

  constructor(
    /** The server of the stream. */
    readonly server: ServerCalls,
    private readonly stage: PictureStage,
    settings: { readonly mayFallBack: boolean },
    private readonly listener: DriverListener,
  ) {
    this.machine = new PlaybackMachine(this.actions(), settings, Math.random);
    const ticking = setInterval(() => this.tick(), TICK_MS);
    this.ending.signal.addEventListener('abort', () => clearInterval(ticking));
  }

  /** What was measured last. */
  get stats(): PlayerStats | undefined {
    return this.session && this.meter.stats;
  }

  /** Begins; `paused`: waits for {@link play}. */
  start(paused: boolean): void {
    this.tell(paused ? { type: 'pause' } : { type: 'play', byHand: false });
    let returns = false;
    const page = {
      onHidden: () => this.tell({ type: 'hidden' }),
      onShown: () => {
        this.stage.resume();
        this.tell({ type: 'shown' });
      },
      onStirred: () => this.tell({ type: 'stirred' }),
      onLeave: () => {
        returns = this.session !== undefined;
        if (returns) this.tell({ type: 'stop' });
      },
      onReturn: () => {
        if (returns) this.tell({ type: 'play', byHand: false });
      },
    };
    watchPage(page, this.ending.signal);
  }

  /** @param byHand whether somebody wants it: then it may take the place of another window, and start what has ended */
  play(byHand: boolean): void {
    this.tell({ type: 'play', byHand });
  }

  pause(): void {
    this.tell({ type: 'pause' });
  }

  /** Ends for good. */
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
      askServerState: () =>
        void this.server.state().then((state) => this.tell({ type: 'server-state', state })),
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
    // A server that is told of a session that was replaced would refuse its place to the next one.
    if (takesOver) {
      this.lastSessionToken = undefined;
      this.viewer = newViewer();
    }
    this.meter = new StatsMeter();
    this.hasFrame = false;
    this.turn++;
    const { turn } = this;
    let session: ViewerSession | undefined;
    try {
      // Asked for where it is needed alone: it costs a round trip, and hardly a network needs it.
      const iceServers = this.needsIceServers ? await this.server.knownIceServers() : [];
      if (turn !== this.turn) return;
      session = new ViewerSession(this.server, this.listenTo(turn), iceServers);
      this.session = session;
      await session.open(this.lastSessionToken);
    } catch (error) {
      if (turn !== this.turn) return;
      const failure = error instanceof OfferFailed ? error.failure : ({ kind: 'unsupported' } as const);
      if (failure.kind === 'refusal') this.listener.onFailure(failure.code, failure.message);
      else this.listener.onFailure('', failure.kind);
      this.tell({ type: 'failed', failure });
    }
  }

  /** Words of a session count as long as it is the one that plays. */
  private listenTo(turn: number): SessionListener {
    const ifOurs = (event: PlaybackEvent): void => {
      if (turn === this.turn) this.tell(event);
    };
    return {
      onAnswer: (sdp: string) => {
        const isHopeless = isRelayedOnly(sdp) && !this.needsIceServers;
        this.needsIceServers ||= isHopeless;
        ifOurs(isHopeless ? { type: 'lost' } : { type: 'answered', openings: mediaOpenings(sdp) });
      },
      onConnected: () => ifOurs({ type: 'connected' }),
      onLost: () => ifOurs({ type: 'lost' }),
      onStream: (stream: MediaStream) => {
        if (turn !== this.turn) return;
        this.stage.showStream(
          stream,
          () => this.noteFrame(turn),
          () => ifOurs({ type: 'touch-needed' }),
        );
      },
    };
  }

  private closeSession(): void {
    const { session } = this;
    this.stage.hold();
    this.turn++;
    this.session = undefined;
    this.lastSessionToken = session?.sessionToken ?? this.lastSessionToken;
    session?.close();
    this.listener.onStats(undefined);
  }

  private noteFrame(turn: number): void {
    if (this.hasFrame || turn !== this.turn) return;
    this.hasFrame = true;
    performance.mark('webgear-rtc:first-picture');
    this.stage.uncover();
    this.tell({ type: 'picture' });
    this.listener.onFrame();
  }

  /** A slate is no frame of the stream, and only the state tells them apart. */
  private noteLive({ state, transport }: PlaybackView): void {
    const connection = `${transport} ${transport === 'webrtc' ? this.turn : this.responses}`;
    if (state !== 'live' || connection === this.announced) return;
    this.announced = connection;
    this.listener.onLive(transport);
  }

  private tick(): void {
    const wallMs = Date.now();
    if (wallMs - this.tickedAtMs > TICK_MS + SLEPT_MS) this.tell({ type: 'stirred' });
    this.tickedAtMs = wallMs;
    this.tell({ type: 'tick' });
    if (this.session !== undefined) void this.measure(this.session);
  }

  private async measure(session: ViewerSession): Promise<void> {
    const report = await session.report().catch(() => undefined);
    if (report === undefined || session !== this.session) return;
    this.meter.note(report);
    // A hidden page gets no word of its first picture on screen, and old browsers give none.
    if (report.framesDecoded > 0) this.noteFrame(this.turn);
    this.tell({ type: 'sample', sample: { ...report, delayMs: this.meter.delayMs } });
    this.listener.onStats(this.meter.stats);
  }
}

/** Not `randomUUID()`: pages that came over plain HTTP do not have it. */
function newViewer(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
