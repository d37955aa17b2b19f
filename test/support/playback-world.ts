import type {
  Failure,
  PlaybackEvent,
  PlaybackView,
} from '../../libs/webgear-rtc/src/player/playback/playback.interface.js';
import { PlaybackMachine } from '../../libs/webgear-rtc/src/player/playback/playback-machine.js';

/** Interval of the `tick` events. */
export const TICK_MS = 400;
/** A refusal of the server. */
export const refusal = (status: number, code = '', retryAfterSeconds?: number): Failure => ({
  kind: 'refusal',
  status,
  code,
  message: 'The message of the server.',
  retryAfterSeconds,
});

/** What arrives while time passes. */
export interface Passing {
  /** Frames per second, and the bytes of each. */
  readonly fps?: number;
  readonly frameBytes?: number;
  /** Whether packets arrive without frames. */
  readonly bytes?: boolean;
  /** Whether the server responds. */
  readonly heartbeats?: boolean;
  /** Images of the compatibility mode per second. */
  readonly images?: number;
}

/** A player on a virtual clock, with a server that answers at once. */
export class World {
  readonly done: string[] = [];
  /** State that the server answers; `undefined` if it does not answer. */
  serverState: string | undefined = 'live';
  /** What the server says of the connection; `undefined` if it does not say it. */
  isTooSlow: boolean | undefined = false;
  readonly seen: string[] = [];
  view: PlaybackView | undefined;
  private nowMs = 1000;
  private frames = 0;
  private bytes = 0;
  private heartbeats = 0;
  private readonly machine: PlaybackMachine;

  constructor(mayFallBack = true) {
    const note = (what: string) => () => void this.done.push(what);
    this.machine = new PlaybackMachine(
      {
        openSession: (takesOver) => this.done.push(takesOver ? 'take over' : 'open'),
        closeSession: note('close'),
        resumeVideo: note('resume'),
        queryState: () => {
          this.done.push('query');
          this.tell({ type: 'server-state', state: this.serverState });
        },
        queryQuality: () => {
          this.done.push('ask for quality');
          this.tell({ type: 'quality', isTooSlow: this.isTooSlow });
        },
        showFallback: note('fall back'),
        hideFallback: note('hide fallback'),
        show: (view) => {
          if (view.state !== this.view?.state) this.seen.push(view.state);
          this.view = view;
        },
      },
      { mayFallBack },
      () => 0.5,
    );
    this.tell({ type: 'play', byUser: false });
  }

  tell(...events: readonly PlaybackEvent[]): this {
    for (const event of events) this.machine.handle(event, this.nowMs);
    return this;
  }

  fail(failure: Failure): this {
    return this.tell({ type: 'failed', failure });
  }

  answer(): this {
    return this.tell({
      type: 'answered',
      firewall: { protocols: ['UDP'], ports: ['5000'], hosts: ['camera'] },
    });
  }

  goLive(): this {
    this.frames = 1;
    return this.answer().tell({ type: 'connected' }, { type: 'first-frame' });
  }

  /** Advances the clock while frames, packets and heartbeats arrive as given. */
  pass(ms: number, { fps = 0, bytes, heartbeats = true, frameBytes = 1000, images = 0 }: Passing = {}): this {
    for (let passedMs = 0; passedMs < ms; passedMs += TICK_MS) {
      this.nowMs += TICK_MS;
      this.frames += (fps * TICK_MS) / 1000;
      if (bytes ?? fps > 0) this.bytes += ((fps || 1) * TICK_MS * frameBytes) / 1000;
      if (heartbeats) this.heartbeats++;
      for (let image = 0; image < Math.round((images * TICK_MS) / 1000); image++) {
        this.tell({ type: 'fallback-image', bytes: 10_000 });
      }
      this.tell(
        { type: 'tick' },
        {
          type: 'sample',
          sample: {
            heartbeat: String(this.heartbeats),
            framesDecoded: Math.floor(this.frames),
            bytesReceived: this.bytes,
            delayMs: undefined,
          },
        },
      );
    }
    return this;
  }

  count(what: string): number {
    return this.done.filter((one) => one === what).length;
  }

  get state(): string | undefined {
    return this.view?.state;
  }
}
