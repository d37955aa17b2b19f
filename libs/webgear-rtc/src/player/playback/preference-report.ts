import { BackOff } from './back-off.js';

/** How long the size of the player must be unchanged before it is reported: it changes with each step of an animation. */
const SETTLE_MS = 500;
/** Minimum change of the height that is reported. */
const HEIGHT_FACTOR = 1.25;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;

/** What a player wants of the server's quality ladder. */
export interface QualityPreferences {
  /** Height at which the video is shown, in device pixels; `undefined` while it is not rendered. */
  readonly maxHeight: number | undefined;
  /** Whether the video is out of sight. */
  readonly hidden: boolean;
  /** Name of the pinned rung; `null` for automatic selection. */
  readonly rung: string | null;
}

/** Decides when the server must be told of a change. */
export class PreferenceReport {
  private wanted: QualityPreferences = { maxHeight: undefined, hidden: false, rung: null };
  /** What the server knows of the current session; `undefined` without a session. */
  private known: QualityPreferences | undefined;
  private settledAtMs = 0;
  private nextAtMs = 0;
  private readonly backOff: BackOff;

  /** @param random from 0 to 1, for jitter */
  constructor(random: () => number) {
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** What the player wants now. */
  get current(): QualityPreferences {
    return this.wanted;
  }

  /**
   * What the server does not know yet. It keeps what is left out, so that a request which only asks does not undo the pin
   * that the application around the player has set for its session.
   */
  get news(): Partial<QualityPreferences> {
    const { known, wanted } = this;
    return {
      ...(known?.maxHeight !== wanted.maxHeight && { maxHeight: wanted.maxHeight }),
      ...(known?.hidden !== wanted.hidden && { hidden: wanted.hidden }),
      ...(known?.rung !== wanted.rung && { rung: wanted.rung }),
    };
  }

  want(wanted: QualityPreferences, nowMs: number): void {
    if (wanted.maxHeight !== this.wanted.maxHeight) this.settledAtMs = nowMs + SETTLE_MS;
    if (wanted.hidden !== this.wanted.hidden || wanted.rung !== this.wanted.rung) this.nextAtMs = 0;
    this.wanted = wanted;
  }

  /** A session begins; its offer contains {@link current}. */
  begin(): void {
    this.known = this.wanted;
    this.nextAtMs = 0;
    this.backOff.reset();
  }

  /** The session is over. */
  end(): void {
    this.known = undefined;
  }

  /** Whether the server must be told. */
  isDue(nowMs: number): boolean {
    const { known, wanted } = this;
    if (known === undefined || nowMs < this.nextAtMs) return false;
    if (known.hidden !== wanted.hidden || known.rung !== wanted.rung) return true;
    return nowMs >= this.settledAtMs && differs(known.maxHeight, wanted.maxHeight);
  }

  /** @param isKnown whether the server took what it was told */
  note(told: QualityPreferences, isKnown: boolean, nowMs: number): void {
    if (this.known === undefined) return;
    if (isKnown) {
      this.known = told;
      this.backOff.reset();
    } else this.nextAtMs = nowMs + this.backOff.nextDelayMs();
  }
}

function differs(known: number | undefined, wanted: number | undefined): boolean {
  if (wanted === undefined) return false;
  if (known === undefined) return true;
  return wanted >= known * HEIGHT_FACTOR || wanted <= known / HEIGHT_FACTOR;
}
